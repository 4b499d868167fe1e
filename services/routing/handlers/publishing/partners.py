"""A chosen company says by its link what may be published of what names it."""

from datetime import datetime
from uuid import UUID

from services.routing.domain.publishing.refusals import NoAnswerAwaited
from services.routing.domain.publishing.words import ConsentWords
from services.routing.ports import Told
from services.routing.storage.party_offers import Place
from services.routing.storage.work import RoutingWork
from shared.events import PublicationPartnerAnswered
from shared.events.who import by_party


async def answer_by_link(
    work: RoutingWork, place: Place, item_id: UUID, draft: int, refused: frozenset[str], words: str, at: datetime
) -> None:
    """Tell what the company of an offer says to each field of the draft its page showed; raise NoAnswerAwaited.

    The publication itself is not opened to a link: a reader of routing notes the answer there.
    """
    asked = await work.partner_questions.answered(place.offer_id, item_id, draft, at, refused)
    if asked is None:
        raise NoAnswerAwaited
    said = words.strip()
    words_id = await work.ledger_texts.write(item_id, place.desk_id, ConsentWords(who="", words=said)) if said else None
    answered = PublicationPartnerAnswered(
        number=asked.number,
        offer_id=place.offer_id,
        draft=draft,
        agreed=tuple(one for one in asked.fields if one not in refused),
        refused=tuple(one for one in asked.fields if one in refused),
        words_id=words_id,
    )
    told = Told(actor=by_party(place.party_id), at=at)
    await work.partner_questions.tell(asked, answered, told, work.schemes.current[place.desk_id].version)
