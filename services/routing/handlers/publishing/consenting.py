"""Ask for consent field by field, and note what was answered, whichever way it came."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.publishing.book import BOOK
from services.routing.domain.publishing.publication import BEFORE_APPROVAL, OF_THE_OFFICE, Publication
from services.routing.domain.publishing.refusals import (
    DayUnfit,
    FieldsUnsaid,
    NotAskedOfYou,
    NothingSaid,
    SaidBoth,
    UnknownField,
    WhoseAnswer,
)
from services.routing.domain.publishing.words import ConsentWords
from services.routing.handlers.ledger.door import Decided, Doing
from services.routing.handlers.publishing.asks import AnsweringConsent, AskingConsent, RecordingConsent
from services.routing.handlers.publishing.checking import compared_with, refuse_protected
from services.routing.handlers.publishing.drafting import draft_of, written
from services.routing.handlers.publishing.sources import chosen_parties
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.documents.kinds import DocumentKind
from shared.documents.public_fields import without
from shared.events import ConsentWay, Fact, PublicationConsentAsked, PublicationConsentGiven, PublicationHeld
from shared.public_words import FIELD_WORDS, PICTURES, TITLE

_FARTHEST: Final = timedelta(days=2 * 366)


async def ask_consent(doing: Doing, item: Publication, asked: AskingConsent) -> Decided:
    """Put the draft, as it is, to whoever has to agree, with the desk's words and a day."""
    if not doing.step.today < asked.due <= doing.step.today + _FARTHEST:
        raise DayUnfit
    work = doing.work
    draft = await draft_of(work, item)
    await refuse_protected(work, await compared_with(work, item), draft)
    content_id = await work.ledger_texts.write(item.item_id, item.desk_id, draft, kind=DocumentKind.PUBLIC)
    facts = [
        fact
        for case in await work.cases.these(item.cases)
        for fact in await _asked_of(doing, item, asked, content_id, case)
    ]
    await work.partner_questions.ask(item, facts, doing.step.at)
    return Decided(facts=facts)


async def _asked_of(
    doing: Doing, item: Publication, asked: AskingConsent, content_id: UUID, case: Case
) -> list[PublicationConsentAsked]:
    """Return what is asked of the proposer of a case and of the companies that were chosen in it."""
    contents, words = doing.work.contents, asked.words.strip()

    def question(note_id: UUID, fields: frozenset[str], offer_id: UUID | None) -> PublicationConsentAsked:
        return PublicationConsentAsked(
            number=item.number,
            case_id=case.case_id,
            receipt=case.receipt,
            department=case.proposing if offer_id is None else None,
            draft=item.draft,
            content_id=content_id,
            pictures=item.pictures,
            fields=in_order(fields),
            note_id=note_id,
            due=asked.due,
            offer_id=offer_id,
            release_at=asked.release_at or item.planned_for,
        )

    facts = []
    if lacking := item.lacks_of(case.case_id):
        facts.append(question(await contents.write_note(case.case_id, case.desk_id, words), lacking, None))
    for offer_id in sorted(chosen_parties(case)):
        if lacking := item.lacks_of(offer_id):
            note_id = await contents.write_to_addressee(case.case_id, case.desk_id, words)
            facts.append(question(note_id, lacking, offer_id))
    return facts


def is_asked(actor: Actor, item: Publication) -> bool:
    """Tell whether a person belongs to a department that is asked as the one whose wish it is."""
    return actor.department is not None and actor.department in item.departments_asked.values()


async def answer_consent(doing: Doing, item: Publication, asked: AnsweringConsent) -> Decided:
    """Note what the department says whose wish it is; raise NotAskedOfYou for everybody else."""
    for case in await doing.work.cases.these(item.asked):
        if case.proposing is not None and case.proposing == doing.actor.department:
            agreed, refused = _said(asked.agreed, asked.refused)
            if unsaid := item.lacks_of(case.case_id) - {*agreed, *refused}:
                raise FieldsUnsaid(in_order(unsaid))
            given = PublicationConsentGiven(
                number=item.number,
                draft=item.draft,
                agreed=agreed,
                refused=refused,
                way=ConsentWay.STAFF_PAGE,
                given_on=doing.step.today,
                case_id=case.case_id,
                words_id=await _words(doing, item, doing.actor.display_name, asked.words),
            )
            return Decided(facts=await facts_of(doing.work, item, given))
    raise NotAskedOfYou


async def record_consent(doing: Doing, item: Publication, asked: RecordingConsent) -> Decided:
    """Note a yes or no that came by telephone, on paper or otherwise, with who said it and when."""
    if not _lately(asked.given_on, doing.step.today):
        raise DayUnfit
    agreed, refused = _said(asked.agreed, asked.refused)
    case_id, offer_id, receipt = await _whose(doing, item, asked.of)
    given = PublicationConsentGiven(
        number=item.number,
        draft=item.draft,
        agreed=agreed,
        refused=refused,
        way=asked.way,
        given_on=asked.given_on,
        case_id=case_id,
        words_id=await _words(doing, item, asked.who, asked.words),
        offer_id=offer_id,
        receipt=receipt,
    )
    if offer_id is not None:
        await doing.work.partner_questions.settle(item.item_id, offer_id)
    return Decided(facts=await facts_of(doing.work, item, given))


async def partners_of(work: RoutingWork, item: Publication) -> dict[UUID, UUID]:
    """Return the offers by which companies are partners of what is published by now, each with its case."""
    cases = await work.cases.these(item.cases)
    return {offer_id: case.case_id for case in cases for offer_id in sorted(chosen_parties(case))}


async def _whose(doing: Doing, item: Publication, of: UUID | None) -> tuple[UUID | None, UUID | None, str | None]:
    """Return the case, the offer and the receipt number of who answered; raise WhoseAnswer where that is not clear."""
    partners = await partners_of(doing.work, item)
    everybody = sorted(item.concerned | set(partners))
    if not everybody:
        return None, None, None
    one = everybody[0] if of is None and len(everybody) == 1 else of
    if one is None or one not in everybody:
        raise WhoseAnswer
    if one not in item.cases:
        return partners.get(one), one, None
    known = await doing.work.publications.receipts_and_proposals([one])
    return one, None, known[one][0]


def _said(agreed: tuple[str, ...], refused: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what was agreed to and what was refused, in the order of the page."""
    yes, no = in_order(agreed), in_order(refused)
    if not yes and not no:
        raise NothingSaid
    if both := [code for code in yes if code in no]:
        raise SaidBoth(both)
    return yes, no


async def facts_of(work: RoutingWork, item: Publication, given: PublicationConsentGiven) -> list[Fact]:
    """Return what an answer makes true; what was refused leaves the draft, but for the title.

    What was approved and nobody has read yet is held back, where it says what was refused.
    """
    facts: list[Fact] = [given]
    after = BOOK.evolve(item, given)
    if stopped := item.stops_release(given.refused, given.draft):
        held = PublicationHeld(number=item.number, fields=in_order(stopped), held_on=given.given_on)
        facts.append(held)
        after = BOOK.evolve(after, held)
    gone = [one for one in given.refused if one in after.refused and one in item.filled and one != TITLE]
    if gone and after.state in BEFORE_APPROVAL:
        before = await draft_of(work, after)
        pictures = () if PICTURES in gone else item.pictures
        fact = await written(work, after, before, without(before, gone), pictures)
        facts += [fact] if fact else []
    return facts


def in_order(codes: frozenset[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return codes of fields in the order of the page; raise UnknownField."""
    if not set(codes) <= set(FIELD_WORDS) - OF_THE_OFFICE:
        raise UnknownField
    return tuple(code for code in FIELD_WORDS if code in codes)


def _lately(day: date, today: date) -> bool:
    return today - _FARTHEST <= day <= today


async def _words(doing: Doing, item: Publication, who: str, words: str) -> UUID:
    said = ConsentWords(who=who.strip(), words=words.strip())
    return await doing.work.ledger_texts.write(item.item_id, item.desk_id, said)
