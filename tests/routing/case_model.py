"""What the guideline says of a case, once more and apart from the domain: the judge of the table of transitions.

Nothing here asks a guard, a row or a consequence of the domain. Each rule is told in the office's words, so that a row
that lost a guard, or a fact that lost what it changes, disagrees with this file.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from services.routing.domain import coordination_refusals as coord
from services.routing.domain import link_refusals as links
from services.routing.domain import refusals as no
from services.routing.domain.case import Case
from services.routing.domain.held_refusals import ActWaits
from services.routing.domain.roles import Side
from services.routing.domain.verbs import Verb
from shared.errors import DeskError
from shared.events import Direction, Verdict
from tests.routing.joining_model import (
    JOINABLE,
    JOINING,
    LEADS_IN,
    Guest,
    active,
    answer_wrong,
    guests_after,
    guests_of,
    invite_wrong,
    lead_of,
    leave_wrong,
    part_wrong,
)

Wrong = tuple[str, type[DeskError]]
Who = str | UUID | None
RUNNING = {"received", "confirming", "waiting_for_proposer", "offered", "reviewing", "coordinating"}
ENDED = {"declined", "withdrawn", "referred", "merged"}
ASKED = {"offered", "reviewing"}


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One addressee that was asked."""

    offer_id: UUID
    who: Who
    lead: bool
    due: date
    round: int
    state: str = "asked"
    verdict: Verdict | None = None
    sent_on: bool = False
    agreed: bool | None = None
    next_day: date | None = None
    chosen: bool | None = None
    link: int = 1


@dataclass(frozen=True, kw_only=True)
class Owing:
    """One thing somebody owes while both sides coordinate; *who* is the desk, a department, or the body outside."""

    kind: str
    who: tuple[str, str | None]
    due: date | None
    required: bool = False
    code: str | None = None
    words: UUID | None = None
    missing: UUID | None = None
    state: str = "open"
    chased: int = 0


@dataclass(frozen=True, kw_only=True)
class Model:
    """What an office clerk would have to remember of a case."""

    case_id: UUID
    led: bool
    stage: str = "received"
    officer: UUID | None = None
    abstract: UUID | None = None
    confirmed: bool = False
    round: int = 1
    asked: Mapping[UUID, Asking] = field(default_factory=dict)
    bounced: bool = False
    waiting_until: date | None = None
    extended_until: date | None = None
    decline_by: UUID | None = None
    questions: frozenset[UUID] = frozenset()
    drafted: UUID | None = None
    drafted_by: UUID | None = None
    held: UUID | None = None
    held_by: UUID | None = None
    proposing: str | None = None
    form: str | None = None
    form_decided: bool = False
    project: UUID | None = None
    starts_on: date | None = None
    owing: Mapping[UUID, Owing] = field(default_factory=dict)
    guests: Mapping[str, Guest] = field(default_factory=dict)

    def to(self, who: Who) -> Asking | None:
        """Return what was asked of *who* in this round and has not come back."""
        back = {"returned", "expired", "recalled", "left"}
        found = (a for a in self.asked.values() if (a.who, a.round) == (who, self.round) and a.state not in back)
        return next(found, None)

    @property
    def owed(self) -> list[Asking]:
        """Return what is still to be answered."""
        return [a for a in self.asked.values() if a.state in {"asked", "taken_up"}]

    @property
    def willing(self) -> set[UUID]:
        """Return the offers of this round that ended in a yes of both sides."""
        return {
            a.offer_id
            for a in self.asked.values()
            if a.round == self.round
            and a.state == "judged"
            and (a.verdict == "viable" or (a.verdict == "conditional" and a.agreed))
        }

    @property
    def in_charge(self) -> Who:
        """Return the department that leads the work."""
        leading = (a.who for a in self.asked.values() if a.lead and a.round == self.round)
        return next(leading, None) or self.proposing

    @property
    def partners(self) -> set[Who]:
        """Return the departments that were chosen, or joined since."""
        return {a.who for a in self.asked.values() if a.chosen and a.round == self.round and isinstance(a.who, str)}

    @property
    def together(self) -> set[Who]:
        """Return the departments that do the work together."""
        return {*self.partners, *([self.in_charge] if self.in_charge else []), *self.wishing}

    @property
    def wishing(self) -> set[Who]:
        """Return the department whose wish it is."""
        return {self.proposing} if self.proposing else set()

    @property
    def sees(self) -> tuple[tuple[str, ...], ...]:
        """Return which departments may see the abstract, which of them the proposal, and which municipalities."""
        stands = [a for a in self.asked.values() if isinstance(a.who, str)]
        offered = {str(a.who) for a in stands if a.state in {"asked", "taken_up", "judged", "joined"}}
        took = {str(a.who) for a in stands if a.state in {"taken_up", "judged", "joined"}}
        guests = ({code for code, one in self.guests.items() if one.state == state} for state in ("invited", "joined"))
        return tuple(tuple(sorted(codes)) for codes in (offered, took, *guests))


def seen(case: Case) -> Model:
    """Return what the model can know of a case of the domain."""
    return Model(
        case_id=case.case_id,
        led=case.direction is Direction.TO_DEPARTMENTS,
        stage=str(case.stage),
        officer=case.officer,
        abstract=case.abstract_id,
        confirmed=case.confirmed,
        round=case.round,
        asked={
            o.offer_id: Asking(
                offer_id=o.offer_id,
                who=o.department or o.party_id,
                lead=o.lead,
                due=o.due,
                round=o.round,
                state=str(o.state),
                verdict=o.verdict,
                sent_on=o.conditions_asked,
                agreed=o.agreed,
                next_day=o.next_day,
                chosen=o.chosen,
                link=o.link,
            )
            for o in case.offers
        },
        bounced=case.bounced,
        waiting_until=case.waiting_until,
        extended_until=case.extended_until,
        decline_by=case.decline.officer if case.decline else None,
        questions=case.questions,
        drafted=case.waiting_note.note_id if case.waiting_note else None,
        drafted_by=case.waiting_note.officer if case.waiting_note else None,
        held=case.held.content_id if case.held else None,
        held_by=case.held.officer if case.held else None,
        proposing=case.proposing,
        form=case.cooperation.form.value if case.cooperation else None,
        form_decided=case.cooperation is not None and case.cooperation.decided,
        project=case.project_id,
        starts_on=case.starts_on,
        owing={
            t.task_id: Owing(
                kind=str(t.kind),
                who=(str(t.owed_by), t.department),
                due=t.due,
                required=t.required,
                code=t.code,
                words=t.words_id,
                missing=t.missing_id,
                state=str(t.state),
                chased=t.chased,
            )
            for t in case.tasks
        },
        guests=guests_of(case),
    )


def who_of(asked: Any) -> Who:
    """Return of whom a command speaks."""
    named: Who = asked.addressee.department or asked.addressee.party_id
    return named


def _no_decline(m: Model) -> Iterator[Wrong]:
    if m.decline_by:
        yield "no decline waits", no.DeclineWaits


def _decline(m: Model) -> Iterator[Wrong]:
    if not m.decline_by:
        yield "a decline waits", no.NotAllowedNow


def _reason(asked: Any, refusal: type[DeskError] = no.EndWithoutReason) -> Iterator[Wrong]:
    if not asked.reason_id:
        yield "a reason", refusal


def _told(asked: Any) -> Iterator[Wrong]:
    if not asked.note_id:
        yield "words to the proposer", no.WordsToProposerMissing


def _free(_: Model, __: Any) -> Iterator[Wrong]:
    yield from ()


def _confirm(m: Model, asked: Any) -> Iterator[Wrong]:
    if m.confirmed:
        yield "unconfirmed", no.NotAllowedNow
    yield from _no_decline(m)
    if not asked.abstract_id:
        yield "an abstract", no.AbstractMissing
    if asked.open_checks:
        yield "checklist done", no.ChecksOpen


def _ask_completion(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _no_decline(m)
    yield from _told(asked)
    if asked.due < asked.today:
        yield "due from today on", no.DuePassed


def _offer(m: Model, asked: Any) -> Iterator[Wrong]:
    if m.stage == "confirming" and not m.confirmed:
        yield "confirmed", no.NotAllowedNow
    yield from _no_decline(m)
    names = [who_of(one) for one in asked.to]
    if any(isinstance(name, str) != m.led for name in names):
        yield "the other side is asked", no.WrongBody
    leads = [one for one in asked.to if one.lead]
    leading = [a for a in m.asked.values() if a.lead and a.round == m.round]
    if not names or len(set(names)) < len(names) or len(leads) + bool(leading and m.led) != (1 if m.led else 0):
        yield "one department leads", no.LeadUnclear
    if any(m.to(name) for name in names):
        yield "not asked yet", no.AlreadyAsked
    if any((one.due or asked.due) < asked.today for one in asked.to):
        yield "due from today on", no.DuePassed


def _take_up(m: Model, asked: Any) -> Iterator[Wrong]:
    mine = m.to(who_of(asked))
    if mine is None:
        yield "was asked", no.NotAsked
    elif mine.state != "asked":
        yield "not taken up yet", no.NotAllowedNow


def _give_verdict(m: Model, asked: Any) -> Iterator[Wrong]:
    mine = m.to(who_of(asked))
    if mine is None:
        yield "was asked", no.NotAsked
    elif mine.state in {"asked", "joined"} or mine.verdict in {Verdict.VIABLE, Verdict.NOT_VIABLE}:
        yield "taken up, or judged for now", no.NotAllowedNow
    if asked.verdict == "not_ours":
        yield "a verdict", no.NotAVerdict
    yield from _reason(asked, no.ReasonMissing)
    if asked.verdict == "keep_studying" and not (asked.next_day and asked.next_day > asked.today):
        yield "a next day", no.NextDayMissing
    if asked.verdict == "conditional" and not asked.conditions_id:
        yield "conditions where there are any", no.ConditionsMissing
    if asked.open_fields:
        yield "review form filled in", no.ReviewIncomplete


def _return(m: Model, asked: Any) -> Iterator[Wrong]:
    mine = m.to(who_of(asked))
    if mine is None:
        yield "was asked", no.NotAsked
    elif mine.state in {"judged", "joined"}:
        yield "an answer is owed", no.NotAllowedNow
    yield from _reason(asked, no.ReasonMissing)
    if m.led and asked.suggested_department in {None, asked.department}:
        yield "names who else", no.OtherDepartmentMissing


def _recall(m: Model, asked: Any) -> Iterator[Wrong]:
    theirs = m.to(who_of(asked))
    if theirs is None:
        yield "the offer stands", no.NothingToRecall
    elif theirs.state in {"judged", "joined"}:
        yield "not judged yet", no.AlreadyJudged
    yield from _reason(asked, no.RecallReasonMissing)


def _send_anew(m: Model, asked: Any) -> Iterator[Wrong]:
    if m.to(who_of(asked)) is None:
        yield "the offer stands", no.NothingToRecall


def _expire(m: Model, asked: Any) -> Iterator[Wrong]:
    theirs = m.to(who_of(asked))
    if theirs is None:
        yield "the offer stands", no.NothingToRecall
        return
    if theirs.state in {"judged", "joined"}:
        yield "an answer is owed", no.NotAllowedNow
    if asked.today <= theirs.due:
        yield "the due day has passed", no.NotYetDue


def _accept(m: Model, asked: Any) -> Iterator[Wrong]:
    theirs = m.to(who_of(asked))
    if theirs is None or theirs.verdict != "conditional" or not theirs.sent_on or theirs.agreed is not None:
        yield "conditions wait for a yes", no.NotAllowedNow


def _ask_conditions(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _no_decline(m)
    theirs = m.to(who_of(asked))
    if theirs is None or theirs.verdict != "conditional" or theirs.sent_on:
        yield "conditions not asked yet", no.NotAllowedNow
    yield from _told(asked)
    if asked.due < asked.today:
        yield "due from today on", no.DuePassed


def _refuse(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _accept(m, asked)
    yield from _reason(asked)


def _close(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _no_decline(m)
    if m.owed:
        yield "all have answered", no.AnswersOpen
    if not m.willing:
        yield "somebody is willing", no.NobodyWilling
    partners = asked.partners
    if m.willing and (not partners or len(set(partners)) < len(partners) or set(partners) - m.willing):
        yield "partners who said yes", no.PartnerUnclear
    if not asked.ground_id:
        yield "the ground of fairness", no.GroundMissing
    yield from _told(asked)
    judged = {a.offer_id for a in m.asked.values() if a.round == m.round and a.state == "judged"}
    if not m.led and judged - set(partners) and not asked.note_to_others_id:
        yield "words to those not chosen", no.WordsToOthersMissing


def _ask_question(m: Model, asked: Any) -> Iterator[Wrong]:
    if m.to(who_of(asked)) is None:
        yield "was asked", no.NotAsked
    if not asked.asked_id:
        yield "a question", no.QuestionMissing


def _answer(m: Model, asked: Any) -> Iterator[Wrong]:
    if not m.questions:
        yield "a question waits", no.NoSuchQuestion
    elif asked.question_id not in m.questions:
        yield "an open question", no.NoSuchQuestion
    if not asked.words_id or not asked.answer_id:
        yield "question and answer", no.AnswerMissing


def _link(m: Model, asked: Any) -> Iterator[Wrong]:
    if asked.to_case == m.case_id:
        yield "to another case", links.NotToItself
    if not asked.follows and asked.kind in {"proposed_again", "succeeds"}:
        yield "in their order", links.OtherCameLater


def _unlink(_: Model, asked: Any) -> Iterator[Wrong]:
    if not asked.stands or asked.kind == "merged":
        yield "a link that stands", links.NoSuchLink
    yield from _reason(asked)


def _extend_offer(m: Model, asked: Any) -> Iterator[Wrong]:
    theirs = m.to(who_of(asked))
    if theirs is None:
        yield "the offer stands", no.NothingToRecall
    elif theirs.state in {"judged", "joined"}:
        yield "an answer is owed", no.NotAllowedNow
    if theirs and asked.until <= max(theirs.due, asked.today):
        yield "later than asked", no.NotLonger
    yield from _reason(asked)


def _still_owed(m: Model, asked: Any) -> Iterator[Wrong]:
    if asked.task:
        known = m.owing.get(asked.task.task_id)
        owed = known is not None and (known.state, known.due) == ("open", asked.due)
    elif asked.member:
        guest = m.guests.get(asked.member.municipality)
        owed = guest is not None and (guest.state, guest.due) == ("invited", asked.due)
    else:
        owed = not asked.offer or asked.offer.offer_id in {a.offer_id for a in m.owed}
    if not owed:
        yield "still owed", no.NotAllowedNow


def _remind(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _still_owed(m, asked)
    if asked.due < asked.today:
        yield "before the due day", no.NotAllowedNow


def _escalate(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _still_owed(m, asked)
    if asked.due >= asked.today:
        yield "after the due day", no.NotYetDue


def _note(m: Model, asked: Any) -> Iterator[Wrong]:
    if not asked.note_id:
        yield "something written", no.NothingWritten
    # Each writes to whom they already have something to do with.
    readers = {
        "desk": asked.department is None,
        "office": asked.department in {None, *m.sees[1]},
        "proposing": asked.department is not None and asked.department == m.proposing,
    }
    writers = {None} if asked.by_municipality else {None, lead_of(m)}
    with_one = active(m, asked.municipality) and asked.department in writers
    of_a_municipality = asked.municipality is not None or asked.by_municipality
    right = with_one if asked.circle == "municipality" else readers[asked.circle] and not of_a_municipality
    if not right:
        yield "to whom the writer may write", no.NotYourCircle


def _result_there(m: Model, asked: Any) -> Iterator[Wrong]:
    said = {a.verdict for a in m.asked.values() if a.round == m.round and a.state == "judged"}
    if asked.about == "result" and not said:
        yield "a result to tell", no.NoResultYet


def _tell(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _told(asked)
    if asked.needs_second:
        yield "no second person needed", no.SecondPersonNeeded
    yield from _result_there(m, asked)


def _draft(m: Model, asked: Any) -> Iterator[Wrong]:
    if m.drafted:
        yield "no note waits", no.NoteWaits
    yield from _told(asked)
    yield from _result_there(m, asked)


def _drafted(m: Model) -> Iterator[Wrong]:
    if not m.drafted:
        yield "a note waits", no.NotAllowedNow


def _send_back_note(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _drafted(m)
    yield from _reason(asked)


def _release(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _drafted(m)
    if m.drafted and m.drafted_by == asked.officer and not asked.alone_allowed:
        yield "a second person", no.SecondPersonNeeded


def _hold(m: Model, _: Any) -> Iterator[Wrong]:
    if m.held:
        yield "no act waits", ActWaits


def _held(m: Model) -> Iterator[Wrong]:
    if not m.held:
        yield "an act waits", no.NotAllowedNow


def _send_back_act(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _held(m)
    yield from _reason(asked)


def _release_act(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _held(m)
    if m.held and m.held_by == asked.officer and not asked.alone_allowed:
        yield "a second person", no.SecondPersonNeeded


def _reply(_: Model, asked: Any) -> Iterator[Wrong]:
    if not asked.waiting:
        yield "an answer of this case that waits", no.ReplyNotWaiting


def _meeting(m: Model, asked: Any) -> Iterator[Wrong]:
    if not asked.minutes_id:
        yield "minutes", no.MinutesMissing
    if asked.day > asked.today or (asked.next_day and asked.next_day <= asked.day):
        yield "took place", no.MeetingAhead
    if asked.department not in {None, *m.sees[1]}:
        yield "has the case", no.NotWithYou


def _extend(_: Model, asked: Any) -> Iterator[Wrong]:
    if asked.until <= max(asked.promised, asked.today):
        yield "later than promised", no.NotLonger
    yield from _told(asked)


def _declining(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _no_decline(m)
    if asked.verb == "decline" and asked.needs_second:
        yield "no second person needed", no.SecondPersonNeeded
    if not asked.ground:
        yield "a ground of the scheme", no.RefusalGroundMissing
    yield from _reason(asked)
    yield from _told(asked)


def _send_back(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _decline(m)
    yield from _reason(asked)


def _approve(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _decline(m)
    if m.decline_by == asked.officer and not asked.alone_allowed:
        yield "a second person", no.SecondPersonNeeded


def _refer(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _no_decline(m)
    if asked.verb == "merge" and (asked.into_case == m.case_id or not asked.into_open):
        yield "into another open case", no.NotIntoThatCase
    yield from _reason(asked)
    yield from _told(asked)


def _decide_cooperation(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _no_decline(m)
    if m.form_decided:
        yield "cooperation not decided yet", coord.AlreadyDecided
    unsaid = not asked.decision_id or not asked.day
    if (asked.decided and unsaid) or (asked.day and asked.day > asked.today):
        yield "by whom and when", coord.DecisionIncomplete


def _start_implementation(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _no_decline(m)
    if not m.form_decided:
        yield "cooperation decided", coord.CooperationUndecided
    if not m.in_charge:
        yield "one department leads the work", coord.LeadMissing
    if abs((asked.starts_on - asked.today).days) > 2 * 366:
        yield "a day to begin", coord.StartDayMissing
    if any((o.kind, o.required, o.state) == ("procedure", True, "open") for o in m.owing.values()):
        yield "required procedures settled", coord.ProceduresOpen
    yield from _told(asked)


def _owner(m: Model, asked: Any, name: str = "who owes it") -> Iterator[Wrong]:
    joined: set[Who] = {code for code, one in m.guests.items() if one.state == "joined"}
    codes: dict[str, set[Who]] = {"department": m.together, "municipality": joined}
    if asked.department not in codes.get(asked.owed_by, {None}):
        yield name, coord.OwnerUnclear


def _change_departments(m: Model, asked: Any) -> Iterator[Wrong]:
    joining = [code for code, _ in asked.join]
    both = [*joining, *asked.leave]
    nothing = not both and asked.lead in {None, m.in_charge}
    known = any(code in m.together or m.to(code) for code in joining)
    strange = any(
        code not in m.partners or (theirs := m.to(code)) is None or theirs.state not in {"judged", "joined"}
        for code in asked.leave
    )
    if nothing or known or strange or len(set(both)) < len(both):
        yield "who joins and who leaves", coord.DepartmentsUnclear
    after = ({*m.partners, *m.wishing} | {*joining}) - {*asked.leave}
    if (asked.lead or m.in_charge) not in after:
        yield "one of them leads", coord.OneLeads
    if any(o.state == "open" and o.who[1] in asked.leave for o in m.owing.values()):
        yield "whoever leaves owes nothing", coord.OwesStill
    yield from _reason(asked)


def _far(day: date | None, today: date) -> bool:
    return day is not None and abs((day - today).days) > 2 * 366


def _is_there(m: Model, asked: Any, kind: str, name: str, nothing: str = "") -> Iterator[Wrong]:
    """Say that what is meant is not there, or (by *nothing*) that there is nothing of its kind at all."""
    known = m.owing.get(asked.task_id)
    if nothing and not any((o.kind, o.state) == (kind, "open") for o in m.owing.values()):
        yield nothing, coord.NoSuchTask
    elif not known or (known.kind, known.state) != (kind, "open"):
        yield name, coord.NoSuchTask


def _with_us(m: Model, asked: Any) -> Iterator[Wrong]:
    if asked.by and asked.by not in m.together and not _their_own_day(m, asked):
        yield "takes part", coord.NotTakingPart


def _their_own_day(m: Model, asked: Any) -> bool:
    """A municipality that takes part may say of its own milestone that it was reached, and nothing else."""
    known, guest = m.owing.get(asked.task_id), m.guests.get(asked.by)
    if asked.verb != "set-milestone" or not known or not guest or guest.state != "joined":
        return False
    own = known.who == ("municipality", asked.by) and asked.department == asked.by
    return own and asked.state == "done" and (asked.day, asked.words_id) == (known.due, known.words)


def _passed(m: Model, asked: Any) -> Iterator[Wrong]:
    known = m.owing.get(asked.task_id)
    stays = asked.due is None or (known is not None and known.due == asked.due)
    if not stays and not 0 <= (asked.due - asked.today).days <= 2 * 366:
        yield "a day ahead", coord.TodoDayPassed


def _set_milestone(m: Model, asked: Any) -> Iterator[Wrong]:
    if not asked.new:
        yield from _is_there(m, asked, "milestone", "an open milestone")
    if not asked.words_id:
        yield "what it is", coord.TaskWordsMissing
    if _far(asked.day, asked.today):
        yield "a day that is near", coord.TaskDayFar
    yield from _owner(m, asked)
    known = m.owing.get(asked.task_id)
    if not asked.reason_id and ((known and known.due != asked.day) or asked.state == "dropped"):
        yield "a reason to move it", no.EndWithoutReason
    yield from _with_us(m, asked)


def _plan_procedures(m: Model, asked: Any) -> Iterator[Wrong]:
    if not asked.procedures or not all(one.words_id for one in asked.procedures):
        yield "procedures, each with words", coord.TaskWordsMissing
    yield from {wrong for one in asked.procedures for wrong in _owner(m, one, "who owes each")}
    if any(_far(one.due, asked.today) for one in asked.procedures):
        yield "days that are near", coord.TaskDayFar
    codes = [one.code for one in asked.procedures if one.code]
    if len(set(codes)) < len(codes) or {o.code for o in m.owing.values()} & set(codes):
        yield "not planned yet", coord.PlannedAlready


def _complete_procedure(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _is_there(m, asked, "procedure", "an open procedure", "a procedure waits")
    if not asked.needed and not asked.reason_id:
        yield "a reason where it is needless", no.EndWithoutReason
    known = m.owing.get(asked.task_id)
    if known and asked.by and known.who[1] != asked.by:
        yield "their own", coord.NotYours


def _set_todo(m: Model, asked: Any) -> Iterator[Wrong]:
    if not asked.new:
        yield from _is_there(m, asked, "todo", "an open to-do")
    if not asked.words_id:
        yield "what it is", coord.TaskWordsMissing
    yield from _passed(m, asked)
    yield from _owner(m, asked)
    yield from _with_us(m, asked)


def _todos(m: Model, *states: str) -> list[Owing]:
    return [o for o in m.owing.values() if o.kind == "todo" and o.state in states]


def _finish_todo(m: Model, asked: Any) -> Iterator[Wrong]:
    known = m.owing.get(asked.task_id)
    if not _todos(m, "open", "reported"):
        yield "a to-do waits", coord.NoSuchTask
    elif not known or known not in _todos(m, "open", "reported"):
        yield "an open to-do", coord.NoSuchTask
    confirms = known and known.state == "reported" and asked.by == m.in_charge
    if known and asked.by not in {None, known.who[1]} and not confirms:
        yield "their own", coord.NotYours


def _report_todo(m: Model, asked: Any) -> Iterator[Wrong]:
    known = m.owing.get(asked.task_id)
    if not any(o.who[0] == "counterpart" for o in _todos(m, "open")):
        yield "a to-do of theirs waits", coord.NoSuchTask
    elif not known or known not in _todos(m, "open"):
        yield "an open to-do", coord.NoSuchTask
    chosen = {a.who for a in m.asked.values() if a.chosen and a.round == m.round}
    outside = m.led if asked.party_id is None else asked.party_id in chosen
    if not known or known.who[0] != "counterpart" or not outside:
        yield "their own", coord.NotYours
    if known and known.words != asked.words_id:
        yield "as it was shown", coord.SaidAnew


def _send_back_todo(m: Model, asked: Any) -> Iterator[Wrong]:
    known = m.owing.get(asked.task_id)
    if not _todos(m, "reported"):
        yield "a report waits", coord.NoSuchTask
    elif not known or known.state != "reported":
        yield "a to-do that was reported", coord.NoSuchTask
    if not asked.words_id:
        yield "what is missing", coord.MissingUnsaid
    yield from _passed(m, asked)
    if asked.by not in {None, m.in_charge}:
        yield "the desk, or who leads", coord.NotYours


def _chase(m: Model, asked: Any) -> Iterator[Wrong]:
    if not any(o.state == "open" and o.who[0] != "desk" for o in m.owing.values()):
        yield "others owe something", coord.NoSuchTask
        return
    known = m.owing.get(asked.task_id)
    if not known or known.state != "open" or known.who[0] == "desk":
        yield "something others owe", coord.NoSuchTask
    outside = known and known.who[0] == "counterpart" and m.led
    if outside and not asked.note_id:
        yield "words to the proposer", no.WordsToProposerMissing


def _complete(_: Model, asked: Any) -> Iterator[Wrong]:
    yield from _told(asked)
    if not asked.lesson_id:
        yield "a lesson", coord.LessonMissing


def _with_reason(_: Model, asked: Any) -> Iterator[Wrong]:
    yield from _reason(asked)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that can be done: in which stages, by whom (and *also* by whom), and what is wrong with it."""

    stages: set[str]
    by: set[Side]
    also: Mapping[str, set[Side]] = field(default_factory=dict)
    wrong: Callable[[Model, Any], Iterator[Wrong]] = _free

    def by_in(self, stage: str) -> set[Side]:
        """Return by whom it is done in a stage."""
        return self.by | self.also.get(stage, set())


def _invite(m: Model, asked: Any) -> Iterator[Wrong]:
    yield from _no_decline(m)
    yield from invite_wrong(m, asked)


WATCHED = {*RUNNING, "implementing"}
WORKING = {"coordinating", "implementing"}
ALWAYS = {*RUNNING, "implementing", "completed", *ENDED}
DESK, PROPOSER, ADDRESSEE, CLOCK = Side.DESK, Side.PROPOSER, Side.ADDRESSEE, Side.CLOCK
MUNICIPALITY = Side.MUNICIPALITY
OWING = {DESK, ADDRESSEE, PROPOSER, MUNICIPALITY}
RULES: dict[Verb, Rule] = {
    Verb.START: Rule(stages={"received"}, by={DESK}),
    Verb.CONFIRM: Rule(stages={"received", "confirming"}, by={DESK}, wrong=_confirm),
    Verb.ASK_COMPLETION: Rule(
        stages={"received", "confirming", "waiting_for_proposer"}, by={DESK}, wrong=_ask_completion
    ),
    Verb.RECEIVE_COMPLETION: Rule(stages={"waiting_for_proposer"}, by={DESK, PROPOSER}),
    Verb.OFFER: Rule(stages={"confirming", *ASKED}, by={DESK}, wrong=_offer),
    Verb.TAKE_UP: Rule(stages=ASKED, by={ADDRESSEE}, wrong=_take_up),
    Verb.GIVE_VERDICT: Rule(stages={"reviewing"}, by={ADDRESSEE}, wrong=_give_verdict),
    Verb.RETURN_OFFER: Rule(stages=ASKED, by={ADDRESSEE}, wrong=_return),
    Verb.RECALL_OFFER: Rule(stages=ASKED, by={DESK}, wrong=_recall),
    Verb.SEND_ANEW: Rule(stages=ASKED | WORKING, by={DESK}, wrong=_send_anew),
    Verb.EXPIRE_OFFER: Rule(stages=ASKED, by={DESK, CLOCK}, wrong=_expire),
    Verb.ASK_CONDITIONS: Rule(stages={"reviewing"}, by={DESK}, wrong=_ask_conditions),
    Verb.ACCEPT_CONDITIONS: Rule(stages={"reviewing"}, by={DESK, PROPOSER}, wrong=_accept),
    Verb.REFUSE_CONDITIONS: Rule(stages={"reviewing"}, by={DESK, PROPOSER}, wrong=_refuse),
    Verb.CLOSE_ROUND: Rule(stages={"reviewing"}, by={DESK}, wrong=_close),
    Verb.DECIDE_COOPERATION: Rule(stages={"coordinating"}, by={DESK}, wrong=_decide_cooperation),
    Verb.START_IMPLEMENTATION: Rule(stages={"coordinating"}, by={DESK}, wrong=_start_implementation),
    Verb.CHANGE_DEPARTMENTS: Rule(stages=WORKING, by={DESK}, wrong=_change_departments),
    Verb.SET_MILESTONE: Rule(stages=WORKING, by=OWING, wrong=_set_milestone),
    Verb.PLAN_PROCEDURES: Rule(stages=WORKING, by={DESK}, wrong=_plan_procedures),
    Verb.COMPLETE_PROCEDURE: Rule(stages=WORKING, by=OWING, wrong=_complete_procedure),
    Verb.SET_TODO: Rule(stages=WORKING, by={DESK, ADDRESSEE, PROPOSER}, wrong=_set_todo),
    Verb.REPORT_TODO: Rule(stages=WORKING, by={ADDRESSEE, PROPOSER}, wrong=_report_todo),
    Verb.SEND_BACK_TODO: Rule(stages=WORKING, by={DESK, ADDRESSEE, PROPOSER}, wrong=_send_back_todo),
    Verb.FINISH_TODO: Rule(stages=WORKING, by=OWING, wrong=_finish_todo),
    Verb.CHASE: Rule(stages=WORKING, by={DESK}, wrong=_chase),
    Verb.COMPLETE: Rule(stages={"implementing"}, by={DESK}, wrong=_complete),
    Verb.EXTEND: Rule(stages=RUNNING - {"waiting_for_proposer"}, by={DESK}, wrong=_extend),
    Verb.PROPOSE_DECLINE: Rule(stages=RUNNING, by={DESK}, wrong=_declining),
    Verb.SEND_BACK_DECLINE: Rule(stages=RUNNING, by={DESK}, wrong=_send_back),
    Verb.APPROVE_DECLINE: Rule(stages=RUNNING, by={DESK}, wrong=_approve),
    Verb.DECLINE: Rule(stages=RUNNING, by={DESK}, wrong=_declining),
    Verb.REFER: Rule(stages=RUNNING - {"coordinating"}, by={DESK}, wrong=_refer),
    Verb.MERGE: Rule(stages=RUNNING - {"coordinating"}, by={DESK}, wrong=_refer),
    Verb.WITHDRAW: Rule(stages={*RUNNING, "implementing"}, by={DESK, PROPOSER}, wrong=_with_reason),
    Verb.REOPEN: Rule(stages=ENDED, by={DESK}, wrong=_with_reason),
    Verb.ASK_QUESTION: Rule(stages=ASKED, by={ADDRESSEE}, wrong=_ask_question),
    Verb.ANSWER_QUESTION: Rule(stages=ASKED, by={DESK}, wrong=_answer),
    Verb.LINK: Rule(stages=ALWAYS, by={DESK}, wrong=_link),
    Verb.UNLINK: Rule(stages=ALWAYS, by={DESK}, wrong=_unlink),
    Verb.EXTEND_OFFER: Rule(stages=ASKED, by={DESK}, wrong=_extend_offer),
    Verb.REMIND: Rule(stages=WATCHED, by={CLOCK}, wrong=_remind),
    Verb.ESCALATE: Rule(stages=WATCHED, by={CLOCK}, wrong=_escalate),
    Verb.FIND_FORGOTTEN: Rule(stages=WATCHED, by={CLOCK}),
    Verb.REPORT_UNREAD: Rule(stages=WATCHED, by={CLOCK}),
    Verb.WRITE_NOTE: Rule(stages=ALWAYS, by={DESK, ADDRESSEE, PROPOSER, MUNICIPALITY}, wrong=_note),
    Verb.TELL_PROPOSER: Rule(stages=ALWAYS, by={DESK}, wrong=_tell),
    Verb.DRAFT_NOTE: Rule(stages=ALWAYS, by={DESK}, wrong=_draft),
    Verb.SEND_BACK_NOTE: Rule(stages=ALWAYS, by={DESK}, wrong=_send_back_note),
    Verb.RELEASE_NOTE: Rule(stages=ALWAYS, by={DESK}, wrong=_release),
    Verb.HOLD_ACT: Rule(stages=ALWAYS, by={DESK}, wrong=_hold),
    Verb.SEND_BACK_ACT: Rule(stages=ALWAYS, by={DESK}, wrong=_send_back_act),
    Verb.RELEASE_ACT: Rule(stages=ALWAYS, by={DESK}, wrong=_release_act),
    Verb.HANDLE_REPLY: Rule(stages=ALWAYS, by={DESK}, wrong=_reply),
    Verb.RECORD_MEETING: Rule(stages=ALWAYS, by={DESK, ADDRESSEE}, wrong=_meeting),
    Verb.INVITE_MUNICIPALITY: Rule(
        stages=JOINABLE, by={DESK}, also={stage: {ADDRESSEE} for stage in LEADS_IN}, wrong=_invite
    ),
    Verb.JOIN: Rule(stages=JOINABLE, by={MUNICIPALITY}, wrong=answer_wrong),
    Verb.DECLINE_INVITATION: Rule(stages=JOINABLE, by={MUNICIPALITY}, wrong=answer_wrong),
    Verb.LEAVE: Rule(stages=JOINABLE, by={MUNICIPALITY}, wrong=leave_wrong),
    Verb.PART_MUNICIPALITY: Rule(stages=JOINABLE, by={DESK}, wrong=part_wrong),
}


def what_is_wrong(m: Model, asked: Any) -> list[Wrong]:
    """Return all that speaks against what is asked; nothing where it is allowed."""
    rule = RULES[asked.verb]
    if m.stage not in rule.stages:
        return [("in this stage", no.NotAllowedNow)]
    return list(rule.wrong(m, asked))


def _at(m: Model, stage: str) -> Model:
    return m if m.stage == stage else replace(m, stage=stage, waiting_until=None, extended_until=None)


def _change(m: Model, asked: Any, **changes: Any) -> Model:
    mine = m.to(who_of(asked))
    assert mine is not None
    return replace(m, asked={**m.asked, mine.offer_id: replace(mine, **changes)})


def _ended(m: Model, stage: str) -> Model:
    gone = {a.offer_id: replace(a, state="recalled", lead=False) for a in m.owed}
    return replace(_at(m, stage), asked={**m.asked, **gone}, decline_by=None, held=None, held_by=None)


def _judged(m: Model, asked: Any) -> Model:
    day = asked.next_day if asked.verdict == "keep_studying" else None
    return _change(m, asked, state="judged", verdict=asked.verdict, sent_on=False, agreed=None, next_day=day)


def _returned(m: Model, asked: Any) -> Model:
    back = _change(m, asked, state="returned", verdict=Verdict.NOT_OURS, lead=False)
    often = m.led and sum(a.state == "returned" for a in back.asked.values()) >= 3
    return replace(back, bounced=back.bounced or often)


def _closed(m: Model, asked: Any) -> Model:
    told = {
        key: replace(a, chosen=a.offer_id in asked.partners) if (a.round, a.state) == (m.round, "judged") else a
        for key, a in m.asked.items()
    }
    return replace(m, asked=told)


def _asked_of(m: Model, asked: Any) -> Model:
    new = {
        one.offer_id: Asking(
            offer_id=one.offer_id, who=who_of(one), lead=one.lead, due=one.due or asked.due, round=m.round
        )
        for one in asked.to
    }
    return replace(_at(m, "offered") if m.stage == "confirming" else m, asked={**m.asked, **new})


def _taken_on(m: Model, asked: Any) -> Model:
    return replace(m, officer=asked.officer) if m.stage == "received" else m


def _departments_changed(m: Model, asked: Any) -> Model:
    joined = {
        offer_id: Asking(
            offer_id=offer_id, who=code, lead=False, due=asked.today, round=m.round, state="joined", chosen=True
        )
        for code, offer_id in asked.join
    }
    gone = {one.offer_id for code in asked.leave if (one := m.to(code))}
    new_lead = asked.lead if asked.lead not in {None, m.in_charge} else None
    after = {}
    for key, one in {**m.asked, **joined}.items():
        stands = one.round == m.round and one.state not in {"returned", "expired", "recalled", "left"}
        led = (stands and one.who == new_lead) if new_lead and one.round == m.round else one.lead
        left = {"state": "left", "chosen": False, "lead": False} if key in gone else {"lead": led}
        after[key] = replace(one, **left)
    return replace(m, asked=after)


def _owed(m: Model, asked: Any) -> Model:
    """Return what the clerk remembers after something about milestones, procedures and to-dos was done."""
    known = m.owing.get(asked.task_id) if asked.verb != "plan-procedures" else None
    ends = {"planned": "open", "done": "done", "dropped": "dropped"}
    match asked.verb:
        case Verb.PLAN_PROCEDURES:
            new = {
                one.task_id: Owing(
                    kind="procedure",
                    who=(str(one.owed_by), one.department),
                    due=one.due,
                    required=one.required,
                    code=one.code,
                    words=one.words_id,
                )
                for one in asked.procedures
            }
            return replace(m, owing={**m.owing, **new})
        case Verb.SET_MILESTONE | Verb.SET_TODO:
            milestone = asked.verb == "set-milestone"
            begun = known or Owing(kind="milestone" if milestone else "todo", who=("", None), due=None)
            who, due = (str(asked.owed_by), asked.department), asked.day if milestone else asked.due
            said = {"who": who, "due": due, "words": asked.words_id}
            owed = replace(begun, **said, state=ends[asked.state] if milestone else begun.state)
        case Verb.COMPLETE_PROCEDURE:
            assert known
            owed = replace(known, state="done" if asked.needed else "dropped")
        case Verb.REPORT_TODO:
            assert known
            owed = replace(known, state="reported")
        case Verb.SEND_BACK_TODO:
            assert known
            owed = replace(known, state="open", due=asked.due, missing=asked.words_id)
        case Verb.FINISH_TODO:
            assert known
            owed = replace(known, state="dropped" if asked.dropped else "done")
        case _:
            assert known
            owed = replace(known, chased=known.chased + 1)
    return replace(m, owing={**m.owing, asked.task_id: owed})


def _owed_without(m: Model, asked: Any) -> Mapping[UUID, Owing]:
    """Return what is owed once a municipality left: what was its own to do is the desk's."""
    if asked.verb not in {"leave", "part-municipality"}:
        return m.owing
    return {
        key: replace(o, who=("desk", None)) if (o.who, o.state) == (("municipality", asked.municipality), "open") else o
        for key, o in m.owing.items()
    }


def next_of(m: Model, asked: Any) -> Model:  # noqa: C901, PLR0911, PLR0912 - one line a verb
    """Return what the clerk remembers after something allowed was done."""
    match asked.verb:
        case Verb.START:
            return replace(_at(m, "confirming"), officer=asked.officer)
        case Verb.CONFIRM:
            known = replace(_taken_on(m, asked), confirmed=True, abstract=asked.abstract_id)
            return _at(known, "confirming")
        case Verb.ASK_COMPLETION:
            # What is completed has to be confirmed anew.
            asking = replace(_at(_taken_on(m, asked), "waiting_for_proposer"), confirmed=False)
            return replace(asking, waiting_until=asked.due)
        case Verb.RECEIVE_COMPLETION:
            return _at(m, "confirming")
        case Verb.OFFER:
            return _asked_of(m, asked)
        case Verb.TAKE_UP:
            return _at(_change(m, asked, state="taken_up"), "reviewing")
        case Verb.GIVE_VERDICT:
            return _judged(m, asked)
        case Verb.RETURN_OFFER:
            return _returned(m, asked)
        case Verb.RECALL_OFFER:
            return _change(m, asked, state="recalled", lead=False)
        case Verb.SEND_ANEW:
            mine = m.to(who_of(asked))
            return _change(m, asked, link=mine.link + 1 if mine else 0)
        case Verb.EXPIRE_OFFER:
            return _change(m, asked, state="expired", lead=False)
        case Verb.ASK_CONDITIONS:
            return _change(m, asked, sent_on=True)
        case Verb.ACCEPT_CONDITIONS | Verb.REFUSE_CONDITIONS:
            return _change(m, asked, agreed=asked.verb == "accept-conditions")
        case Verb.CLOSE_ROUND:
            return _closed(_at(m, "coordinating"), asked)
        case Verb.EXTEND:
            return replace(m, extended_until=asked.until)
        case Verb.PROPOSE_DECLINE:
            return replace(m, decline_by=asked.officer)
        case Verb.SEND_BACK_DECLINE:
            return replace(m, decline_by=None)
        case Verb.REOPEN:
            anew = replace(_at(m, "confirming"), round=m.round + 1, confirmed=False, questions=frozenset())
            return replace(anew, form=None, form_decided=False, project=None, starts_on=None, owing={})
        case Verb.DECIDE_COOPERATION:
            return replace(m, form=asked.form, form_decided=asked.decided)
        case Verb.START_IMPLEMENTATION:
            return replace(_at(m, "implementing"), project=asked.project_id, starts_on=asked.starts_on)
        case Verb.COMPLETE:
            return replace(_at(m, "completed"), decline_by=None, held=None, held_by=None)
        case Verb.CHANGE_DEPARTMENTS:
            return _departments_changed(m, asked)
        case verb if verb in ABOUT_TASKS:
            return _owed(m, asked)
        case Verb.ASK_QUESTION:
            return replace(m, questions=m.questions | {asked.question_id})
        case Verb.ANSWER_QUESTION:
            return replace(m, questions=m.questions - {asked.question_id})
        case Verb.EXTEND_OFFER:
            return _change(m, asked, due=asked.until)
        case Verb.DRAFT_NOTE:
            return replace(m, drafted=asked.note_id, drafted_by=asked.officer)
        case Verb.SEND_BACK_NOTE | Verb.RELEASE_NOTE:
            return replace(m, drafted=None, drafted_by=None)
        case Verb.HOLD_ACT:
            return replace(m, held=asked.content_id, held_by=asked.officer)
        case Verb.SEND_BACK_ACT | Verb.RELEASE_ACT:
            return replace(m, held=None, held_by=None)
        case verb if verb in CHANGING_NOTHING:
            return m
        case verb if verb in JOINING:
            return replace(m, guests=guests_after(m.guests, asked), owing=_owed_without(m, asked))
        case _:
            return _ended(m, ENDS_BY[asked.verb])


def told_by(m: Model, asked: Any) -> list[str]:  # noqa: C901, PLR0911 - one line a verb
    """Return which facts are told, by their types without their version, apart from who may see the case."""
    taken_on = m.stage == "received" and asked.verb in {"confirm", "ask-completion"}
    told = ["case.confirmation_started"] if taken_on else []
    match asked.verb:
        case Verb.OFFER:
            return ["case.offer_made"] * len(asked.to)
        case Verb.CHANGE_DEPARTMENTS:
            lead = ["case.lead_changed"] if asked.lead not in {None, m.in_charge} else []
            return [
                *["case.department_joined"] * len(asked.join),
                *lead,
                *["case.department_left"] * len(asked.leave),
            ]
        case Verb.PLAN_PROCEDURES:
            return ["case.procedure_planned"] * len(asked.procedures)
        case Verb.REMIND | Verb.ESCALATE if asked.task:
            return ["case.task_due_soon" if asked.verb == "remind" else "case.task_overdue"]
        case Verb.REMIND | Verb.ESCALATE if asked.member:
            return ["case.invitation_due"]
        case Verb.CHASE if m.led and m.owing[asked.task_id].who[0] == "counterpart":
            return ["case.task_chased", "case.note_to_proposer_released"]
        case Verb.INVITE_MUNICIPALITY:
            return ["case.municipality_invited"] * len(asked.to)
        case Verb.CLOSE_ROUND:
            return ["case.round_closed", "case.coordination_started"]
        case Verb.RETURN_OFFER if not m.bounced and next_of(m, asked).bounced:
            return ["case.verdict_given", "case.bounced"]
        case verb if verb in ENDS_BY:
            return [*(["case.offer_recalled"] * len(m.owed)), f"case.{ENDS_BY[verb]}"]
        case verb:
            return [*told, f"case.{TOLD[verb]}"]


TOLD = JOINING | {
    Verb.START: "confirmation_started",
    Verb.CONFIRM: "confirmed",
    Verb.ASK_COMPLETION: "completion_asked",
    Verb.RECEIVE_COMPLETION: "completion_received",
    Verb.TAKE_UP: "offer_accepted",
    Verb.GIVE_VERDICT: "verdict_given",
    Verb.RETURN_OFFER: "verdict_given",
    Verb.RECALL_OFFER: "offer_recalled",
    Verb.SEND_ANEW: "offer_sent_anew",
    Verb.EXPIRE_OFFER: "offer_expired",
    Verb.ASK_CONDITIONS: "conditions_asked",
    Verb.ACCEPT_CONDITIONS: "conditions_accepted",
    Verb.REFUSE_CONDITIONS: "conditions_refused",
    Verb.EXTEND: "extended",
    Verb.PROPOSE_DECLINE: "decline_proposed",
    Verb.SEND_BACK_DECLINE: "decline_sent_back",
    Verb.REOPEN: "reopened",
    Verb.DECIDE_COOPERATION: "cooperation_decided",
    Verb.START_IMPLEMENTATION: "implementation_started",
    Verb.COMPLETE: "completed",
    Verb.SET_MILESTONE: "milestone_changed",
    Verb.COMPLETE_PROCEDURE: "procedure_done",
    Verb.SET_TODO: "todo_set",
    Verb.REPORT_TODO: "todo_reported",
    Verb.SEND_BACK_TODO: "todo_sent_back",
    Verb.FINISH_TODO: "todo_finished",
    Verb.CHASE: "task_chased",
    Verb.ASK_QUESTION: "question_asked",
    Verb.ANSWER_QUESTION: "question_answered",
    Verb.WRITE_NOTE: "note_written",
    Verb.TELL_PROPOSER: "note_to_proposer_released",
    Verb.DRAFT_NOTE: "note_drafted",
    Verb.SEND_BACK_NOTE: "note_sent_back",
    Verb.RELEASE_NOTE: "note_to_proposer_released",
    Verb.HOLD_ACT: "act_held",
    Verb.SEND_BACK_ACT: "act_sent_back",
    Verb.RELEASE_ACT: "act_released",
    Verb.HANDLE_REPLY: "reply_handled",
    Verb.RECORD_MEETING: "meeting_recorded",
    Verb.LINK: "linked",
    Verb.UNLINK: "unlinked",
    Verb.EXTEND_OFFER: "offer_extended",
    Verb.REMIND: "due_soon",
    Verb.ESCALATE: "overdue",
    Verb.FIND_FORGOTTEN: "forgotten",
    Verb.REPORT_UNREAD: "notice_unread",
}
ABOUT_TASKS = {
    Verb.SET_MILESTONE,
    Verb.PLAN_PROCEDURES,
    Verb.COMPLETE_PROCEDURE,
    Verb.SET_TODO,
    Verb.REPORT_TODO,
    Verb.SEND_BACK_TODO,
    Verb.FINISH_TODO,
    Verb.CHASE,
}
CHANGING_NOTHING = {
    Verb.WRITE_NOTE,
    Verb.TELL_PROPOSER,
    Verb.HANDLE_REPLY,
    Verb.RECORD_MEETING,
    Verb.LINK,
    Verb.UNLINK,
    Verb.REMIND,
    Verb.ESCALATE,
    Verb.FIND_FORGOTTEN,
    Verb.REPORT_UNREAD,
}
ENDS_BY = {
    Verb.APPROVE_DECLINE: "declined",
    Verb.DECLINE: "declined",
    Verb.REFER: "referred",
    Verb.MERGE: "merged",
    Verb.WITHDRAW: "withdrawn",
}
