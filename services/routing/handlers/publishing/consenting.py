"""Ask for consent field by field, and note what was answered, whichever way it came."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from services.routing.domain.publishing.publication import BEFORE_APPROVAL, BOOK, OF_THE_OFFICE, Publication
from services.routing.domain.publishing.refusals import DayUnfit, NotAskedOfYou, UnknownField
from services.routing.domain.publishing.words import ConsentWords
from services.routing.handlers.ledger.door import Decided, Doing
from services.routing.handlers.publishing.asks import AnsweringConsent, AskingConsent, RecordingConsent
from services.routing.handlers.publishing.checking import compared_with, refuse_protected
from services.routing.handlers.publishing.drafting import draft_of, written
from services.routing.storage.work import RoutingWork
from shared.documents.kinds import DocumentKind
from shared.documents.public_fields import without
from shared.events import ConsentWay, Fact, PublicationConsentAsked, PublicationConsentGiven
from shared.public_words import FIELD_WORDS, PICTURES, TITLE

_FARTHEST: Final = timedelta(days=2 * 366)


async def ask_consent(doing: Doing, item: Publication, asked: AskingConsent) -> Decided:
    """Put the draft, as it is, to the proposer of each case, with the desk's words and a day."""
    if not doing.step.today < asked.due <= doing.step.today + _FARTHEST:
        raise DayUnfit
    work = doing.work
    draft = await draft_of(work, item)
    await refuse_protected(work, await compared_with(work, item), draft)
    content_id = await work.ledger_texts.write(item.item_id, item.desk_id, draft, kind=DocumentKind.PUBLIC)
    known = await work.publications.receipts_and_proposals(item.cases)
    facts = []
    for receipt, _ in sorted(known.values()):
        case = await work.cases.find(item.desk_id, receipt)
        facts.append(
            PublicationConsentAsked(
                number=item.number,
                case_id=case.case_id,
                receipt=receipt,
                department=case.proposing,
                draft=item.draft,
                content_id=content_id,
                pictures=item.pictures,
                fields=in_order(item.awaiting),
                note_id=await work.contents.write_note(case.case_id, case.desk_id, asked.words.strip()),
                due=asked.due,
            )
        )
    return Decided(facts=facts)


async def answer_consent(doing: Doing, item: Publication, asked: AnsweringConsent) -> Decided:
    """Note what the department says whose wish it is; raise NotAskedOfYou for everybody else."""
    known = await doing.work.publications.receipts_and_proposals(item.asked)
    for case_id, (receipt, _) in known.items():
        case = await doing.work.cases.find(item.desk_id, receipt)
        if case.proposing is not None and case.proposing == doing.actor.department:
            given = PublicationConsentGiven(
                number=item.number,
                draft=item.draft,
                agreed=_agreed(item, asked.refused),
                refused=in_order(asked.refused),
                way=ConsentWay.STAFF_PAGE,
                given_on=doing.step.today,
                case_id=case_id,
                words_id=await _words(doing, item, doing.actor.display_name, asked.words),
            )
            return Decided(facts=await facts_of(doing.work, item, given))
    raise NotAskedOfYou


async def record_consent(doing: Doing, item: Publication, asked: RecordingConsent) -> Decided:
    """Note a yes or no that came by telephone, on paper or otherwise, with who said it and when."""
    if not _lately(asked.given_on, doing.step.today):
        raise DayUnfit
    given = PublicationConsentGiven(
        number=item.number,
        draft=item.draft,
        agreed=_agreed(item, asked.refused),
        refused=in_order(asked.refused),
        way=asked.way,
        given_on=asked.given_on,
        words_id=await _words(doing, item, asked.who, asked.words),
    )
    return Decided(facts=await facts_of(doing.work, item, given))


async def facts_of(work: RoutingWork, item: Publication, given: PublicationConsentGiven) -> list[Fact]:
    """Return what an answer makes true; what was refused leaves the draft, but for the title."""
    after = BOOK.evolve(item, given)
    gone = [one for one in given.refused if one in after.refused and one in item.filled and one != TITLE]
    if not gone or item.state not in BEFORE_APPROVAL:
        return [given]
    before = await draft_of(work, after)
    pictures = () if PICTURES in gone else item.pictures
    fact = await written(work, after, before, without(before, gone), pictures)
    return [given] if fact is None else [given, fact]


def in_order(codes: frozenset[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return codes of fields in the order of the page; raise UnknownField."""
    if not set(codes) <= set(FIELD_WORDS) - OF_THE_OFFICE:
        raise UnknownField
    return tuple(code for code in FIELD_WORDS if code in codes)


def _agreed(item: Publication, refused: tuple[str, ...]) -> tuple[str, ...]:
    return in_order(item.filled - OF_THE_OFFICE - frozenset(refused))


def _lately(day: date, today: date) -> bool:
    return today - _FARTHEST <= day <= today


async def _words(doing: Doing, item: Publication, who: str, words: str) -> UUID:
    said = ConsentWords(who=who.strip(), words=words.strip())
    return await doing.work.ledger_texts.write(item.item_id, item.desk_id, said)
