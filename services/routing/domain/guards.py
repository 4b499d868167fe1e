"""The guards of the table of transitions: conditions on the case, and checks of what was asked.

A page asks the conditions before it shows an act; the checks can only be asked once something was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from services.routing.domain import refusals as no
from services.routing.domain.case import PROVISIONAL, Case, Offer
from services.routing.domain.held_refusals import ActWaits
from services.routing.domain.link_refusals import NoSuchLink, NotToItself, OtherCameLater
from services.routing.domain.membership import MemberState
from services.routing.domain.offer_states import may_be_done
from services.routing.domain.roles import Body
from services.routing.domain.stage import OfferState
from services.routing.domain.verbs import Verb
from shared.errors import DeskError
from shared.events import LinkKind, NoteAbout, NoteCircle, Verdict

# Nobody plans further ahead; a year mistyped would have clocks count office days for centuries.
FARTHEST: Final = timedelta(days=2 * 366)
# Whatever says that it follows another case came after it.
_FOLLOWING: Final = frozenset({LinkKind.PROPOSED_AGAIN, LinkKind.SUCCEEDS})


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must be true of the case, or of the one offer that is meant."""

    name: str
    holds: Callable[[Case, Offer | None], bool]
    refusal: type[DeskError]


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must be true of what was asked."""

    name: str
    passes: Callable[[Case, Any], bool]
    refusal: type[DeskError]


def _can(verb: Verb) -> Callable[[Case, Offer | None], bool]:
    """Return the condition that the small machine of the offer lets *verb* be done to it."""
    return lambda _, offer: offer is not None and may_be_done(verb, offer.state)


def _judgeable(case: Case, offer: Offer | None) -> bool:
    final = offer is not None and offer.state is OfferState.JUDGED and offer.verdict not in PROVISIONAL
    return _can(Verb.GIVE_VERDICT)(case, offer) and not final


def _conditional(offer: Offer | None) -> bool:
    return offer is not None and offer.state is OfferState.JUDGED and offer.verdict is Verdict.CONDITIONAL


def _conditions_wait(_: Case, offer: Offer | None) -> bool:
    return offer is not None and _conditional(offer) and offer.conditions_asked and offer.agreed is None


def _conditions_unasked(_: Case, offer: Offer | None) -> bool:
    return offer is not None and _conditional(offer) and not offer.conditions_asked


UNCONFIRMED = Condition("unconfirmed", lambda case, _: not case.confirmed, no.NotAllowedNow)
CONFIRMED = Condition("confirmed", lambda case, _: case.confirmed, no.NotAllowedNow)
NO_DECLINE_WAITS = Condition("no decline waits", lambda case, _: case.decline is None, no.DeclineWaits)
DECLINE_WAITS = Condition("a decline waits", lambda case, _: case.decline is not None, no.NotAllowedNow)
WAS_ASKED = Condition("was asked", lambda _, offer: offer is not None, no.NotAsked)
STANDS = Condition("the offer stands", lambda _, offer: offer is not None, no.NothingToRecall)
UNJUDGED = Condition("not judged yet", _can(Verb.RECALL_OFFER), no.AlreadyJudged)
UNANSWERED = Condition("not taken up yet", _can(Verb.TAKE_UP), no.NotAllowedNow)
ANSWER_OWED = Condition("an answer is owed", _can(Verb.RETURN_OFFER), no.NotAllowedNow)
EXPIRABLE = Condition("an answer is owed", _can(Verb.EXPIRE_OFFER), no.NotAllowedNow)
JUDGEABLE = Condition("taken up, or judged for now", _judgeable, no.NotAllowedNow)
QUESTIONS_WAIT = Condition("a question waits", lambda case, _: bool(case.questions), no.NoSuchQuestion)
CONDITIONS_UNASKED = Condition("conditions not asked yet", _conditions_unasked, no.NotAllowedNow)
CONDITIONS_WAIT = Condition("conditions wait for a yes", _conditions_wait, no.NotAllowedNow)
ALL_ANSWERED = Condition("all have answered", lambda case, _: not case.open_offers, no.AnswersOpen)
SOMEBODY_WILLING = Condition(
    "somebody is willing", lambda case, _: any(offer.is_yes for offer in case.of_this_round), no.NobodyWilling
)


def is_ahead(day: date, today: date) -> bool:
    """Tell whether somebody can be asked for something by *day*: not in the past, and not beyond all planning."""
    return today <= day <= today + FARTHEST


def _lead_clear(case: Case, asked: Any) -> bool:
    leads = sum(one.lead for one in asked.to)
    wanted = {one.addressee for one in asked.to}
    one_leads = leads + (case.lead is not None) == 1
    return bool(asked.to) and len(wanted) == len(asked.to) and (one_leads if case.cast.led else leads == 0)


def _right_body(case: Case, asked: Any) -> bool:
    return all(one.addressee.body is case.cast.addressee for one in asked.to)


def _not_yet_asked(case: Case, asked: Any) -> bool:
    return all(case.offer_of(one.addressee) is None for one in asked.to)


def _names_another(case: Case, asked: Any) -> bool:
    other = asked.suggested_department
    return case.cast.addressee is Body.PARTY or other not in {None, asked.department}


def _are_willing(case: Case, asked: Any) -> bool:
    willing = {offer.offer_id for offer in case.of_this_round if offer.is_yes}
    return bool(asked.partners) and len(set(asked.partners)) == len(asked.partners) and set(asked.partners) <= willing


def _others_told(case: Case, asked: Any) -> bool:
    # A department that was not chosen reads the case; a party knows only what it is told.
    others = {offer.offer_id for offer in case.of_this_round if offer.state is OfferState.JUDGED} - set(asked.partners)
    return case.cast.addressee is Body.DEPARTMENT or not others or asked.note_to_others_id is not None


def _still_owed(case: Case, asked: Any) -> bool:
    # What was asked may have been given back, taken back, done or put off since the clock looked.
    if asked.task is not None:
        return any((one.task_id, one.due) == (asked.task.task_id, asked.due) for one in case.open_tasks)
    if asked.member is not None:
        known = case.member(asked.member.municipality)
        return known is not None and (known.state, known.due) == (MemberState.INVITED, asked.due)
    return asked.offer is None or any(one.offer_id == asked.offer.offer_id for one in case.open_offers)


def _second_person(case: Case, asked: Any) -> bool:
    return asked.alone_allowed or (case.decline is not None and case.decline.officer != asked.officer)


ABSTRACT = Check("an abstract", lambda _, asked: asked.abstract_id is not None, no.AbstractMissing)
CHECKS_DONE = Check("checklist done", lambda _, asked: not asked.open_checks, no.ChecksOpen)
RIGHT_BODY = Check("the other side is asked", _right_body, no.WrongBody)
LEAD_CLEAR = Check("one department leads", _lead_clear, no.LeadUnclear)
NOT_YET_ASKED = Check("not asked yet", _not_yet_asked, no.AlreadyAsked)
DUE_AHEAD = Check("due from today on", lambda _, asked: is_ahead(asked.due, asked.today), no.DuePassed)
DUES_AHEAD = Check(
    "due from today on",
    lambda _, asked: all(is_ahead(one.due or asked.due, asked.today) for one in asked.to),
    no.DuePassed,
)
REASON = Check("a reason", lambda _, asked: asked.reason_id is not None, no.ReasonMissing)
RECALL_REASON = Check("a reason", lambda _, asked: asked.reason_id is not None, no.RecallReasonMissing)
END_REASON = Check("a reason", lambda _, asked: asked.reason_id is not None, no.EndWithoutReason)
TOLD = Check("words to the proposer", lambda _, asked: asked.note_id is not None, no.WordsToProposerMissing)
A_VERDICT = Check("a verdict", lambda _, asked: asked.verdict is not Verdict.NOT_OURS, no.NotAVerdict)
NEXT_DAY = Check(
    "a next day",
    lambda _, asked: (
        asked.verdict is not Verdict.KEEP_STUDYING
        or (asked.next_day is not None and asked.next_day != asked.today and is_ahead(asked.next_day, asked.today))
    ),
    no.NextDayMissing,
)
NAMES_ANOTHER = Check("names who else", _names_another, no.OtherDepartmentMissing)
OVERDUE = Check(
    "the due day has passed",
    lambda case, asked: (found := case.offer_of(asked.addressee)) is not None and found.due < asked.today,
    no.NotYetDue,
)
PARTNERS = Check("partners who said yes", _are_willing, no.PartnerUnclear)
OTHERS_TOLD = Check("words to those not chosen", _others_told, no.WordsToOthersMissing)
QUESTION = Check("a question", lambda _, asked: asked.asked_id is not None, no.QuestionMissing)
OPEN_QUESTION = Check("an open question", lambda case, asked: asked.question_id in case.questions, no.NoSuchQuestion)
ANSWERED = Check(
    "question and answer", lambda _, asked: asked.words_id is not None and asked.answer_id is not None, no.AnswerMissing
)
GROUND = Check("the ground of fairness", lambda _, asked: asked.ground_id is not None, no.GroundMissing)
LATER = Check(
    "later than promised",
    lambda _, asked: asked.until > max(asked.promised, asked.today) and is_ahead(asked.until, asked.today),
    no.NotLonger,
)
OFFER_LATER = Check(
    "later than asked",
    lambda case, asked: (
        (found := case.offer_of(asked.addressee)) is not None
        and asked.until > max(found.due, asked.today)
        and is_ahead(asked.until, asked.today)
    ),
    no.NotLonger,
)
STILL_OWED = Check("still owed", _still_owed, no.NotAllowedNow)
EXTENSION_REASON = Check("a reason", lambda _, asked: asked.reason_id is not None, no.EndWithoutReason)
BEFORE_DUE = Check("before the due day", lambda _, asked: asked.today <= asked.due, no.NotAllowedNow)
AFTER_DUE = Check("after the due day", lambda _, asked: asked.today > asked.due, no.NotYetDue)
REFUSAL_GROUND = Check("a ground of the scheme", lambda _, asked: bool(asked.ground), no.RefusalGroundMissing)
ALONE = Check("no second person needed", lambda _, asked: not asked.needs_second, no.SecondPersonNeeded)
SECOND_PERSON = Check("a second person", _second_person, no.SecondPersonNeeded)
TO_ANOTHER = Check("to another case", lambda case, asked: asked.to_case != case.case_id, NotToItself)
IN_ORDER = Check("in their order", lambda _, asked: asked.follows or asked.kind not in _FOLLOWING, OtherCameLater)
LINK_STANDS = Check(
    "a link that stands", lambda _, asked: asked.stands and asked.kind is not LinkKind.MERGED, NoSuchLink
)
INTO_ANOTHER = Check(
    "into another open case",
    lambda case, asked: asked.into_case != case.case_id and asked.into_open,
    no.NotIntoThatCase,
)


NO_ACT_WAITS = Condition("no act waits", lambda case, _: case.held is None, ActWaits)
ACT_WAITS = Condition("an act waits", lambda case, _: case.held is not None, no.NotAllowedNow)
NO_NOTE_WAITS = Condition("no note waits", lambda case, _: case.waiting_note is None, no.NoteWaits)
NOTE_WAITS = Condition("a note waits", lambda case, _: case.waiting_note is not None, no.NotAllowedNow)


def _conditions_said(_: Case, asked: Any) -> bool:
    return asked.verdict is not Verdict.CONDITIONAL or asked.conditions_id is not None


def _own_circle(case: Case, asked: Any) -> bool:
    if asked.circle is not NoteCircle.MUNICIPALITY and (asked.municipality is not None or asked.by_municipality):
        return False
    match asked.circle:
        case NoteCircle.MUNICIPALITY:
            # What is exchanged with a municipality is between it, the desk and the department that leads.
            meant = asked.municipality in case.invited | case.joined
            writer = {None} if asked.by_municipality else {None, case.lead}
            return meant and asked.department in writer
        case NoteCircle.PROPOSING:
            return asked.department is not None and asked.department == case.proposing
        case NoteCircle.OFFICE:
            return asked.department is None or asked.department in case.taken_up
        case _:
            return asked.department is None


def _second_reader(case: Case, asked: Any) -> bool:
    return asked.alone_allowed or (case.waiting_note is not None and case.waiting_note.officer != asked.officer)


def _took_place(_: Case, asked: Any) -> bool:
    return asked.day <= asked.today and (asked.next_day is None or asked.next_day > asked.day)


CONDITIONS_SAID = Check("conditions where there are any", _conditions_said, no.ConditionsMissing)
REVIEW_DONE = Check("review form filled in", lambda _, asked: not asked.open_fields, no.ReviewIncomplete)
SOMETHING_WRITTEN = Check("something written", lambda _, asked: asked.note_id is not None, no.NothingWritten)
OWN_CIRCLE = Check("to whom the writer may write", _own_circle, no.NotYourCircle)
RESULT_THERE = Check(
    "a result to tell",
    lambda case, asked: (
        asked.about is not NoteAbout.RESULT or any(one.state is OfferState.JUDGED for one in case.of_this_round)
    ),
    no.NoResultYet,
)
SECOND_READER = Check("a second person", _second_reader, no.SecondPersonNeeded)
SECOND_HAND = Check(
    "a second person",
    lambda case, asked: asked.alone_allowed or (case.held is not None and case.held.officer != asked.officer),
    no.SecondPersonNeeded,
)
REPLY_WAITS = Check("an answer of this case that waits", lambda _, asked: asked.waiting, no.ReplyNotWaiting)
MINUTES = Check("minutes", lambda _, asked: asked.minutes_id is not None, no.MinutesMissing)
TOOK_PLACE = Check("took place", _took_place, no.MeetingAhead)
HAS_THE_CASE = Check(
    "has the case",
    lambda case, asked: asked.department is None or asked.department in case.taken_up,
    no.NotWithYou,
)
