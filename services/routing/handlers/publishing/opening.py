"""Both sides agree that something protected may be published; that is a record of its own, and no text."""

from typing import Final
from uuid import UUID

from services.routing.domain.publishing.publication import Publication
from services.routing.domain.publishing.refusals import DayUnfit, NotProtected
from services.routing.domain.publishing.words import ConsentWords
from services.routing.handlers.ledger.door import Decided, Doing
from services.routing.handlers.publishing.asks import OpeningProtected
from services.routing.handlers.publishing.checking import protected_fields
from services.routing.storage.work import RoutingWork
from shared.events import PublicationProtectionOpened

_BETWEEN: Final = ":"


async def open_protected(doing: Doing, item: Publication, asked: OpeningProtected) -> Decided:
    """Note that the proposer agreed, for the desk that agrees by noting it; from now on a draft may say it."""
    if asked.given_on > doing.step.today:
        raise DayUnfit
    chosen = next((one for one in await protected_in(doing.work, item) if one[0] == asked.subject), None)
    if chosen is None:
        raise NotProtected
    case_id, subject = _apart(chosen[0])
    said = ConsentWords(who=asked.who.strip(), words=asked.words.strip())
    words_id = await doing.work.ledger_texts.write(item.item_id, item.desk_id, said)
    await doing.work.publications.open_protection(case_id, subject, words_id, asked.given_on, doing.step.at)
    opened = PublicationProtectionOpened(
        number=item.number,
        case_id=case_id,
        subject=subject,
        way=asked.way,
        given_on=asked.given_on,
        words_id=words_id,
    )
    return Decided(facts=[opened])


async def protected_in(work: RoutingWork, item: Publication) -> list[tuple[str, str]]:
    """Return what its proposers protect and nobody opened yet: as a form sends it, and as people know it."""
    known = await work.publications.in_order(item.cases)
    fields = await protected_fields(work, item.cases)
    return [
        (f"{case_id}{_BETWEEN}{key}", f"{receipt}：{label}")
        for case_id, receipt in known
        for key, label in fields.get(case_id, {}).items()
    ]


def _apart(said: str) -> tuple[UUID, str]:
    case_id, _, subject = said.partition(_BETWEEN)
    return UUID(case_id), subject
