"""What people ask of a case: each verb as it is right, and each with one thing wrong."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from services.routing.domain import clock_commands as k
from services.routing.domain import commands as c
from services.routing.domain import condition_commands as n
from services.routing.domain import coordination_commands as w
from services.routing.domain import dialogue_commands as d
from services.routing.domain import held_commands as h
from services.routing.domain import link_commands as links
from services.routing.domain import question_commands as q
from services.routing.domain.case import Offer
from services.routing.domain.membership import Member, MemberState
from services.routing.domain.roles import Addressee
from services.routing.domain.sending_commands import SendAnew
from services.routing.domain.task import Task, TaskKind
from services.routing.domain.verbs import Verb
from shared.events import Cooperation, CooperationWay, ForgottenCause, LinkKind, NoteAbout, NoteCircle, OwedBy, Verdict
from tests.routing.case_model import Asking, Model, Who
from tests.routing.joining_model import JOINING_WRONGS, MUNICIPALITIES, active, joining_asked
from tests.routing.task_asking import TASK_HOW, TASK_WRONGS

TODAY = date(2026, 11, 24)
OFFICERS = (UUID(int=1), UUID(int=2))
DEPARTMENTS = ("kanko", "kotsu", "shinrin", "suisan")
PARTIES = tuple(UUID(int=number) for number in range(101, 105))
# What can be wrong with what is asked, by verb; what is wrong with the case itself is met on the way.
WRONGS: dict[Verb, tuple[str, ...]] = {
    Verb.CONFIRM: ("an abstract", "checklist done"),
    Verb.ASK_COMPLETION: ("words to the proposer", "due from today on"),
    Verb.OFFER: ("the other side is asked", "one department leads", "not asked yet", "due from today on"),
    Verb.GIVE_VERDICT: (
        "a verdict",
        "a reason",
        "a next day",
        "conditions where there are any",
        "review form filled in",
    ),
    Verb.RETURN_OFFER: ("a reason", "names who else"),
    Verb.RECALL_OFFER: ("a reason",),
    Verb.EXPIRE_OFFER: ("the due day has passed",),
    Verb.ASK_CONDITIONS: ("words to the proposer", "due from today on"),
    Verb.REFUSE_CONDITIONS: ("a reason",),
    Verb.CLOSE_ROUND: (
        "partners who said yes",
        "the ground of fairness",
        "words to the proposer",
        "words to those not chosen",
    ),
    Verb.DECIDE_COOPERATION: ("by whom and when",),
    Verb.START_IMPLEMENTATION: ("a day to begin", "words to the proposer"),
    Verb.COMPLETE: ("words to the proposer", "a lesson"),
    **TASK_WRONGS,
    Verb.CHANGE_DEPARTMENTS: (
        "who joins and who leaves",
        "one of them leads",
        "whoever leaves owes nothing",
        "a reason",
    ),
    Verb.EXTEND: ("later than promised", "words to the proposer"),
    Verb.PROPOSE_DECLINE: ("a ground of the scheme", "a reason", "words to the proposer"),
    Verb.SEND_BACK_DECLINE: ("a reason",),
    Verb.APPROVE_DECLINE: ("a second person",),
    Verb.DECLINE: ("no second person needed", "a ground of the scheme", "a reason", "words to the proposer"),
    Verb.REFER: ("a reason", "words to the proposer"),
    Verb.MERGE: ("into another open case", "a reason", "words to the proposer"),
    Verb.WITHDRAW: ("a reason",),
    Verb.REOPEN: ("a reason",),
    Verb.ASK_QUESTION: ("a question",),
    Verb.ANSWER_QUESTION: ("an open question", "question and answer"),
    Verb.WRITE_NOTE: ("something written", "to whom the writer may write"),
    Verb.TELL_PROPOSER: ("words to the proposer", "no second person needed", "a result to tell"),
    Verb.DRAFT_NOTE: ("words to the proposer", "a result to tell"),
    Verb.SEND_BACK_NOTE: ("a reason",),
    Verb.RELEASE_NOTE: ("a second person",),
    Verb.SEND_BACK_ACT: ("a reason",),
    Verb.RELEASE_ACT: ("a second person",),
    Verb.HANDLE_REPLY: ("an answer of this case that waits",),
    Verb.RECORD_MEETING: ("minutes", "took place", "has the case"),
    Verb.LINK: ("to another case", "in their order"),
    Verb.UNLINK: ("a link that stands", "a reason"),
    Verb.EXTEND_OFFER: ("later than asked", "a reason"),
    Verb.REMIND: ("still owed", "before the due day"),
    Verb.ESCALATE: ("still owed", "after the due day"),
} | JOINING_WRONGS


class Asker:
    """Asks of one case, by chance; *wrong* names the one thing that is not right."""

    def __init__(self, model: Model, chance: Random, wrong: str | None, new_id: Callable[[], UUID]) -> None:
        """Look at the case as the office knows it."""
        self.model, self.chance, self.wrong, self.new_id = model, chance, wrong, new_id

    def document(self, name: str) -> UUID | None:
        """Return a document, or none where that is what is wrong."""
        return None if self.wrong == name else self.new_id()

    @property
    def reason_id(self) -> UUID | None:
        """Return a reason."""
        return self.document("a reason")

    @property
    def note_id(self) -> UUID | None:
        """Return words to the proposer."""
        return self.document("words to the proposer")

    @property
    def officer(self) -> UUID:
        """Return one of the desk."""
        return self.chance.choice(OFFICERS)

    @property
    def everybody(self) -> tuple[Who, ...]:
        """Return all who could be asked."""
        return DEPARTMENTS if self.model.led else PARTIES

    def due(self) -> date:
        """Return a day from today on, or yesterday where that is what is wrong."""
        return TODAY + timedelta(days=-1 if self.wrong == "due from today on" else self.chance.randrange(30))

    def meant(self, fit: Callable[[Asking], bool]) -> dict[str, Any]:
        """Return, as a command names it, mostly somebody whose offer *fit*s, sometimes anybody."""
        standing = [self.model.to(who) for who in self.everybody]
        fitting = [one.who for one in standing if one and fit(one)]
        lucky = fitting and (self.wrong or self.chance.random() < 0.7)
        return _named(self.chance.choice(fitting if lucky else self.everybody))


def _named(who: Who) -> dict[str, Any]:
    return {"department": who} if isinstance(who, str) else {"party_id": who}


def _offers(a: Asker) -> c.MakeOffers:
    free = [who for who in a.everybody if not a.model.to(who)] or list(a.everybody)
    whom: list[Who] = a.chance.sample(free, a.chance.randint(1, len(free)))
    if a.wrong == "the other side is asked":
        whom[-1] = a.chance.choice(PARTIES) if a.model.led else a.chance.choice(DEPARTMENTS)
    if a.wrong == "not asked yet":
        whom[-1] = next((one.who for one in a.model.asked.values() if a.model.to(one.who)), whom[-1])
    led = any(one.lead and one.round == a.model.round for one in a.model.asked.values())
    leads = {0} if a.model.led and not led else set()
    if a.wrong == "one department leads":
        leads = set() if leads else {0}
        if a.chance.random() < 0.5:
            leads, whom = ({0}, [whom[0], whom[0]]) if not led and a.model.led else (set(), [])
    own_days = a.chance.random() < 0.3
    to = (
        c.Addressed(offer_id=a.new_id(), lead=place in leads, due=a.due() if own_days else None, **_named(who))
        for place, who in enumerate(whom)
    )
    return c.MakeOffers(to=tuple(to), due=a.due(), today=TODAY)


def _verdict(a: Asker) -> c.GiveVerdict:
    said = a.chance.choice([verdict for verdict in Verdict if verdict is not Verdict.NOT_OURS])
    verdict = {
        "a verdict": Verdict.NOT_OURS,
        "a next day": Verdict.KEEP_STUDYING,
        "conditions where there are any": Verdict.CONDITIONAL,
    }.get(a.wrong or "", said)
    day = a.chance.choice([None, TODAY]) if a.wrong == "a next day" else TODAY + timedelta(days=a.chance.randint(1, 9))
    who = a.meant(lambda one: one.state == "taken_up" or one.verdict in {"keep_studying", "conditional"})
    return c.GiveVerdict(
        verdict=verdict,
        reason_id=a.reason_id,
        conditions_id=a.document("conditions where there are any"),
        open_fields=("benefits",) if a.wrong == "review form filled in" else (),
        next_day=day,
        today=TODAY,
        **who,
    )


def _return(a: Asker) -> c.ReturnOffer:
    who = a.meant(lambda one: one.state != "judged")
    others = [code for code in DEPARTMENTS if code != who.get("department")]
    other = a.chance.choice([None, who.get("department")]) if a.wrong == "names who else" else a.chance.choice(others)
    return c.ReturnOffer(reason_id=a.reason_id, suggested_department=other, **who)


def _expire(a: Asker) -> c.ExpireOffer:
    who = a.meant(lambda one: one.state != "judged")
    theirs = a.model.to(who.get("department") or who.get("party_id"))
    due = theirs.due if theirs else TODAY
    late = -a.chance.randrange(3) if a.wrong == "the due day has passed" else a.chance.randint(1, 3)
    return c.ExpireOffer(today=due + timedelta(days=late), **who)


def _ask_conditions(a: Asker) -> n.AskConditions:
    who = a.meant(lambda one: one.verdict == "conditional" and not one.sent_on)
    return n.AskConditions(note_id=a.note_id, due=a.due(), today=TODAY, **who)


def _close(a: Asker) -> c.CloseRound:
    willing = sorted(a.model.willing)
    partners = a.chance.sample(willing, a.chance.randint(1, len(willing))) if willing else [a.new_id()]
    if a.wrong == "partners who said yes":
        unwilling = sorted(set(a.model.asked) - set(willing)) or [a.new_id()]
        partners = a.chance.choice([[], [*partners, partners[0]], [*partners, a.chance.choice(unwilling)]])
    return c.CloseRound(
        partners=tuple(partners),
        way=a.chance.choice(list(CooperationWay)),
        ground_id=a.document("the ground of fairness"),
        note_id=a.note_id,
        note_to_others_id=a.document("words to those not chosen"),
    )


def _decide_cooperation(a: Asker) -> w.DecideCooperation:
    wrong = a.wrong and a.chance.choice(["nobody", "no day", "tomorrow"])
    decided = bool(a.wrong) or a.chance.random() < 0.6
    day = {"no day": None, "tomorrow": TODAY + timedelta(days=1)}.get(wrong or "", TODAY)
    return w.DecideCooperation(
        form=a.chance.choice(list(Cooperation)),
        decided=decided,
        decision_id=None if wrong == "nobody" or (not decided and a.chance.random() < 0.5) else a.new_id(),
        day=day if decided or a.chance.random() < 0.5 else None,
        today=TODAY,
    )


def _change_departments(a: Asker) -> w.ChangeDepartments:
    partners = sorted(map(str, a.model.partners))
    free = [code for code in DEPARTMENTS if code not in a.model.together and not a.model.to(code)]
    standing = {code: a.model.to(code) for code in partners}
    settled = {code for code, one in standing.items() if one and one.state in {"judged", "joined"}}
    owing = {o.who[1] for o in a.model.owing.values() if o.state == "open"}
    leaving = [code for code in sorted(settled) if (code in owing) == (a.wrong == "whoever leaves owes nothing")]
    leave = leaving[:1] if leaving and (a.wrong == "whoever leaves owes nothing" or a.chance.random() < 0.5) else []
    join = a.chance.sample(free, min(len(free), a.chance.randint(0 if leave else 1, 2)))
    if a.wrong == "who joins and who leaves":
        twice, strange = [*join, *join[:1]], [*partners[:1], *join]
        unanswered = [code for code in partners if code not in settled and standing[code]]
        join, leave = a.chance.choice([(twice, []), (strange, []), ([], ["nowhere"]), ([], [])])
        if unanswered and a.chance.random() < 0.8:
            join, leave = a.chance.sample(free, min(len(free), 1)), [a.chance.choice(unanswered)]
    stay = [*{*partners, *map(str, a.model.wishing), *join} - {*leave}]
    keeps = a.model.in_charge in stay and a.chance.random() < 0.5
    lead = None if keeps or not stay else a.chance.choice(sorted(stay))
    if a.wrong == "one of them leads":
        lead = "nowhere"
    return w.ChangeDepartments(
        join=tuple((code, a.new_id()) for code in join),
        leave=tuple(leave),
        lead=lead,
        reason_id=a.reason_id,
        today=TODAY,
    )


def _start_implementation(a: Asker) -> w.StartImplementation:
    far = a.chance.choice([-733, 733]) if a.wrong == "a day to begin" else a.chance.choice([-732, 0, 732])
    return w.StartImplementation(
        project_id=a.new_id(), starts_on=TODAY + timedelta(days=far), today=TODAY, note_id=a.note_id
    )


def _extend(a: Asker) -> c.Extend:
    promised = TODAY + timedelta(days=a.chance.randint(-5, 5))
    last = max(promised, TODAY)
    until = a.chance.choice([promised, TODAY, last]) if a.wrong == "later than promised" else last + timedelta(days=1)
    return c.Extend(promised=promised, until=until, today=TODAY, note_id=a.note_id)


def _second(a: Asker, first: UUID | None) -> dict[str, Any]:
    """Return who says yes to what *first* wrote, and whether one person may do both."""
    other = next(officer for officer in OFFICERS if officer != first)
    if a.wrong and first:
        return {"officer": first, "alone_allowed": False}
    alone = a.chance.random() < 0.3
    return {"officer": first if alone and first else other, "alone_allowed": alone}


def _question(a: Asker) -> q.AskQuestion:
    addressee = Addressee(**a.meant(lambda _: True))
    return q.AskQuestion(addressee=addressee, question_id=a.new_id(), asked_id=a.document("a question"))


def _answer(a: Asker) -> q.AnswerQuestion:
    unknown = a.wrong == "an open question" or not a.model.questions
    return q.AnswerQuestion(
        question_id=a.new_id() if unknown else a.chance.choice(sorted(a.model.questions)),
        words_id=a.new_id(),
        answer_id=a.document("question and answer"),
    )


def _note(a: Asker) -> d.WriteNote:
    has_it = a.model.sees[1]
    note_id = a.document("something written")
    if a.wrong == "to whom the writer may write":
        stranger = "nowhere"
        return d.WriteNote(
            note_id=note_id,
            circle=a.chance.choice(list(NoteCircle)),
            department=a.chance.choice([stranger, None]),
            municipality=a.chance.choice([stranger, None]),
            by_municipality=a.chance.random() < 0.5,
        )
    there = [code for code in MUNICIPALITIES if active(a.model, code)]
    if there and a.chance.random() < 0.3:
        by_it, code = a.chance.random() < 0.5, a.chance.choice(there)
        return d.WriteNote(note_id=note_id, circle=NoteCircle.MUNICIPALITY, municipality=code, by_municipality=by_it)
    if a.model.proposing and a.chance.random() < 0.3:
        return d.WriteNote(note_id=note_id, circle=NoteCircle.PROPOSING, department=a.model.proposing)
    return d.WriteNote(note_id=note_id, circle=NoteCircle.OFFICE, department=a.chance.choice([None, *has_it]))


def _about(a: Asker) -> NoteAbout:
    judged = any(one.state == "judged" and one.round == a.model.round for one in a.model.asked.values())
    return NoteAbout.RESULT if judged or a.wrong == "a result to tell" else NoteAbout.MESSAGE


def _meeting(a: Asker) -> d.RecordMeeting:
    has_it = a.model.sees[1]
    stranger = "nowhere"
    early = a.wrong == "took place" and a.chance.random() < 0.5
    next_day = TODAY if a.wrong == "took place" else a.chance.choice([None, TODAY + timedelta(days=3)])
    return d.RecordMeeting(
        minutes_id=a.document("minutes"),
        day=TODAY + timedelta(days=1) if early else TODAY,
        today=TODAY,
        with_proposer=a.chance.random() < 0.5,
        next_day=next_day,
        department=stranger if a.wrong == "has the case" else a.chance.choice([None, *has_it]),
    )


def _ground(a: Asker) -> str:
    return "" if a.wrong == "a ground of the scheme" else "beyond-the-office"


def _merge(a: Asker) -> c.Merge:
    own = a.wrong == "into another open case" and a.chance.random() < 0.5
    return c.Merge(
        into_case=a.model.case_id if own else a.new_id(),
        into_receipt="R8-0001",
        into_open=own or a.wrong != "into another open case",
        reason_id=a.reason_id,
        note_id=a.note_id,
    )


def _extend_offer(a: Asker) -> k.ExtendOffer:
    who = a.meant(lambda one: one.state != "judged")
    theirs = a.model.to(who.get("department") or who.get("party_id"))
    last = max(theirs.due if theirs else TODAY, TODAY)
    until = last if a.wrong == "later than asked" else last + timedelta(days=a.chance.randint(1, 5))
    return k.ExtendOffer(until=until, today=TODAY, reason_id=a.reason_id, **who)


def _of_day(a: Asker, *, ahead: bool) -> dict[str, Any]:
    owed = {one.offer_id for one in a.model.owed if one.round == a.model.round}
    wanted = [one for one in a.model.asked.values() if (one.offer_id not in owed) == (a.wrong == "still owed")]
    meant = a.chance.choice(wanted) if wanted and (a.wrong or a.chance.random() < 0.5) else None
    right = a.wrong not in {"before the due day", "after the due day"}
    offer = Offer(offer_id=meant.offer_id, lead=False, due=meant.due, **_named(meant.who)) if meant else None
    due = TODAY + timedelta(days=a.chance.randrange(3)) if ahead == right else TODAY - timedelta(days=1)
    said = {"due": due, "step": a.chance.randint(1, 3), "today": TODAY}
    others = [] if a.wrong and right else [*_tasks_due(a), *_invitations_due(a)]
    if a.wrong == "still owed":
        others = [{"task": _as_task(a.new_id(), due)}, {"member": _as_member("nowhere", due)}]
    if others and a.chance.random() < 0.6:
        other = a.chance.choice(others)
        # The day passes or comes by looking from before or after it.
        day = next(iter(other.values())).due
        gone = timedelta(days=1 if ahead != right else 0)
        return said | other | {"due": day, "today": day + gone}
    return said | {"offer": offer}


def _tasks_due(a: Asker) -> list[dict[str, Any]]:
    return [{"task": _as_task(key, o.due)} for key, o in a.model.owing.items() if o.state == "open" and o.due]


def _invitations_due(a: Asker) -> list[dict[str, Any]]:
    return [{"member": _as_member(code, one.due)} for code, one in a.model.guests.items() if one.state == "invited"]


def _as_task(task_id: UUID, due: date) -> Task:
    return Task(task_id=task_id, kind=TaskKind.TODO, words_id=task_id, owed_by=OwedBy.DESK, due=due)


def _as_member(code: str, due: date) -> Member:
    return Member(municipality=code, state=MemberState.INVITED, due=due, note_id=UUID(int=908))


_FOLLOWING = [LinkKind.PROPOSED_AGAIN, LinkKind.SUCCEEDS]
_OPEN_CHECKS = {"checklist done": ("range",)}
HOW: dict[Verb, Callable[[Asker], c.Command]] = {
    Verb.START: lambda a: c.StartConfirmation(officer=a.officer),
    Verb.CONFIRM: lambda a: c.Confirm(
        officer=a.officer, abstract_id=a.document("an abstract"), open_checks=_OPEN_CHECKS.get(a.wrong or "", ())
    ),
    Verb.ASK_COMPLETION: lambda a: c.AskCompletion(officer=a.officer, note_id=a.note_id, due=a.due(), today=TODAY),
    Verb.RECEIVE_COMPLETION: lambda a: c.ReceiveCompletion(reply_id=a.chance.choice([None, a.new_id()])),
    Verb.OFFER: _offers,
    Verb.TAKE_UP: lambda a: c.TakeUp(**a.meant(lambda one: one.state == "asked")),
    Verb.GIVE_VERDICT: _verdict,
    Verb.RETURN_OFFER: _return,
    Verb.RECALL_OFFER: lambda a: c.RecallOffer(reason_id=a.reason_id, **a.meant(lambda one: one.state != "judged")),
    Verb.SEND_ANEW: lambda a: SendAnew(asked_for=a.chance.random() < 0.5, **a.meant(lambda _: True)),
    Verb.EXPIRE_OFFER: _expire,
    Verb.ASK_CONDITIONS: _ask_conditions,
    Verb.ACCEPT_CONDITIONS: lambda a: n.AcceptConditions(**a.meant(lambda one: one.sent_on)),
    Verb.REFUSE_CONDITIONS: lambda a: n.RefuseConditions(
        reason_id=a.reason_id, **a.meant(lambda one: one.sent_on and one.agreed is None)
    ),
    Verb.CLOSE_ROUND: _close,
    Verb.DECIDE_COOPERATION: _decide_cooperation,
    Verb.CHANGE_DEPARTMENTS: _change_departments,
    Verb.START_IMPLEMENTATION: _start_implementation,
    Verb.COMPLETE: lambda a: w.Complete(note_id=a.note_id, lesson_id=a.document("a lesson")),
    Verb.EXTEND: _extend,
    Verb.PROPOSE_DECLINE: lambda a: c.ProposeDecline(
        officer=a.officer, ground=_ground(a), reason_id=a.reason_id, note_id=a.note_id
    ),
    Verb.SEND_BACK_DECLINE: lambda a: c.SendBackDecline(officer=a.officer, reason_id=a.reason_id),
    Verb.APPROVE_DECLINE: lambda a: c.ApproveDecline(**_second(a, a.model.decline_by)),
    Verb.DECLINE: lambda a: c.Decline(
        ground=_ground(a),
        reason_id=a.reason_id,
        note_id=a.note_id,
        needs_second=a.wrong == "no second person needed",
    ),
    Verb.REFER: lambda a: c.Refer(reason_id=a.reason_id, note_id=a.note_id),
    Verb.MERGE: _merge,
    Verb.WITHDRAW: lambda a: c.Withdraw(by_proposer=a.chance.random() < 0.5, reason_id=a.reason_id),
    Verb.REOPEN: lambda a: c.Reopen(reason_id=a.reason_id),
    Verb.ASK_QUESTION: _question,
    Verb.ANSWER_QUESTION: _answer,
    Verb.WRITE_NOTE: _note,
    Verb.TELL_PROPOSER: lambda a: d.TellProposer(
        note_id=a.note_id, about=_about(a), needs_second=a.wrong == "no second person needed"
    ),
    Verb.DRAFT_NOTE: lambda a: d.DraftNote(officer=a.officer, note_id=a.note_id, about=_about(a)),
    Verb.SEND_BACK_NOTE: lambda a: d.SendBackNote(officer=a.officer, reason_id=a.reason_id),
    Verb.RELEASE_NOTE: lambda a: d.ReleaseNote(**_second(a, a.model.drafted_by)),
    Verb.HOLD_ACT: lambda a: h.HoldAct(officer=a.officer, act=Verb.REFER, content_id=a.new_id()),
    Verb.SEND_BACK_ACT: lambda a: h.SendBackAct(officer=a.officer, reason_id=a.reason_id),
    Verb.RELEASE_ACT: lambda a: h.ReleaseAct(**_second(a, a.model.held_by)),
    Verb.HANDLE_REPLY: lambda a: d.HandleReply(
        reply_id=a.new_id(), waiting=a.wrong != "an answer of this case that waits"
    ),
    Verb.RECORD_MEETING: _meeting,
    Verb.LINK: lambda a: links.Link(
        to_case=a.model.case_id if a.wrong == "to another case" else a.new_id(),
        to_receipt="R8-0002",
        kind=a.chance.choice(_FOLLOWING if a.wrong == "in their order" else list(LinkKind)),
        follows=a.wrong != "in their order",
    ),
    Verb.UNLINK: lambda a: links.Unlink(
        to_case=a.new_id(),
        to_receipt="R8-0002",
        kind=LinkKind.MERGED if a.wrong == "a link that stands" and a.chance.random() < 0.5 else LinkKind.RELATED,
        stands=a.wrong != "a link that stands",
        reason_id=a.reason_id,
    ),
    Verb.EXTEND_OFFER: _extend_offer,
    Verb.REMIND: lambda a: k.Remind(**_of_day(a, ahead=True)),
    Verb.ESCALATE: lambda a: k.Escalate(**_of_day(a, ahead=False), to=("lead",)),
    Verb.FIND_FORGOTTEN: lambda a: k.FindForgotten(cause=a.chance.choice(list(ForgottenCause))),
    Verb.REPORT_UNREAD: lambda a: k.ReportUnread(department="kanko", notification_id=a.new_id(), business_days=3),
    **joining_asked(TODAY),
}


def ask(model: Model, verb: Verb, wrong: str | None, chance: Random, new_id: Callable[[], UUID]) -> c.Command:
    """Return what somebody asks of the case, with *wrong* about it."""
    asker = Asker(model, chance, wrong, new_id)
    return TASK_HOW[verb](asker, TODAY) if verb in TASK_HOW else HOW[verb](asker)
