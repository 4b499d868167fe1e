"""What others tell of publications: a proposer's answer, what the register shows, something marked only later."""

from uuid import UUID

from services.routing.domain.publishing.book import BOOK
from services.routing.domain.publishing.publication import OF_THE_OFFICE, WITHDRAWN
from services.routing.handlers.publishing.checking import compared_with, leaks_in
from services.routing.handlers.publishing.consenting import facts_of, partners_of
from services.routing.handlers.publishing.drafting import draft_of
from services.routing.ports import Told
from services.routing.storage.work import RoutingWork
from shared.documents.public import PublicContent
from shared.events import (
    ConsentWay,
    Fact,
    LedgerKind,
    PublicationAnswered,
    PublicationConsentGiven,
    PublicationHeld,
    PublicationPartnerAnswered,
    PublicationProtectionFound,
    PublicationPublished,
    PublicationShown,
    Recorded,
)
from shared.japanese.era import day_in_japan
from shared.ledger_numbers import kind_in
from shared.public_words import FIELD_WORDS


async def take_answer(answer: Recorded[PublicationAnswered], work: RoutingWork) -> None:
    """Note what a proposer said to a draft; of a field that was changed since, nothing was said."""
    fact = answer.fact
    number = await work.ledger.number_of(fact.publication_id)
    item = await work.ledger.get(BOOK, answer.desk_id, number)
    cases = await work.proposers.cases_of([answer.aggregate_id])
    case_id = cases.get(answer.aggregate_id)
    if item.state == WITHDRAWN or case_id not in item.cases:
        return
    given = PublicationConsentGiven(
        number=number,
        draft=fact.draft,
        agreed=tuple(one for one in fact.agreed if one not in OF_THE_OFFICE),
        refused=fact.refused,
        way=ConsentWay.PAGE,
        given_on=day_in_japan(answer.occurred_at),
        case_id=case_id,
        reply_id=fact.reply_id,
    )
    await work.ledger.save(BOOK, item, await facts_of(work, item, given), _told(answer))


async def take_partners_answer(answer: Recorded[PublicationPartnerAnswered], work: RoutingWork) -> None:
    """Note what a chosen company said by its link to a draft."""
    fact = answer.fact
    item = await work.ledger.get(BOOK, answer.desk_id, fact.number)
    partners = await partners_of(work, item)
    if item.state == WITHDRAWN or fact.offer_id not in item.partners | set(partners):
        return
    given = PublicationConsentGiven(
        number=item.number,
        draft=fact.draft,
        agreed=fact.agreed,
        refused=fact.refused,
        way=ConsentWay.PAGE,
        given_on=day_in_japan(answer.occurred_at),
        case_id=partners.get(fact.offer_id),
        words_id=fact.words_id,
        offer_id=fact.offer_id,
    )
    await work.ledger.save(BOOK, item, await facts_of(work, item, given), _told(answer))


async def note_shown(published: Recorded[PublicationPublished], work: RoutingWork) -> None:
    """Keep since when the register shows a publication; calls and forums show that themselves."""
    if kind_in(published.fact.number) is not LedgerKind.PUBLICATION:
        return
    item = await work.ledger.get(BOOK, published.desk_id, published.fact.number)
    if not item.becomes_seen(published.fact.shown):
        return
    known = await work.publications.in_order(item.cases)
    shown = PublicationShown(
        shown=published.fact.shown,
        since=published.occurred_at,
        number=item.number,
        cases=tuple(case_id for case_id, _ in known),
        receipts=tuple(receipt for _, receipt in known),
        again=item.seen is not None,
    )
    await work.partner_questions.show(item, item.partners, published.occurred_at)
    await work.ledger.save(BOOK, item, [shown], _told(published))


async def compare_again(because: Recorded[Fact], work: RoutingWork, *, proposal_id: UUID) -> None:
    """Tell where something stands in a draft that its proposer marked only now; the desk gets it as a day to keep."""
    for desk_id, number in await work.publications.of_proposals([proposal_id]):
        item = await work.ledger.get(BOOK, desk_id, number)
        if item.state == WITHDRAWN:
            continue
        compared, contents = await compared_with(work, item), [await draft_of(work, item)]
        if item.is_public and item.public_id is not None:
            # What was approved may still be under embargo, or seen already, and says other words than the draft.
            contents.append(await work.ledger_texts.open(item.public_id, PublicContent))
        found = {one.code for content in contents for one in await leaks_in(work, compared, content)}
        codes = tuple(code for code in FIELD_WORDS if code in found)
        if not codes or item.protection_found == frozenset(codes):
            continue
        day = day_in_japan(because.occurred_at)
        facts: list[Fact] = [PublicationProtectionFound(fields=codes, found_on=day)]
        if item.waiting is not None and not item.waiting.filled.isdisjoint(codes):
            facts.append(PublicationHeld(number=item.number, fields=codes, held_on=day))
        await work.ledger.save(BOOK, item, facts, _told(because))


def _told(one: Recorded[Fact]) -> Told:
    return Told(actor=one.actor, at=one.occurred_at, causation_id=one.id)
