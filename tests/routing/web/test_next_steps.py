"""What comes next for whoever looks at a case."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.routing.domain.case import Case, CooperationChoice, Offer, ProposedDecline, WaitingNote
from services.routing.domain.clock import ClockReading, ClockState
from services.routing.domain.membership import Member, MemberState
from services.routing.domain.roles import Side
from services.routing.domain.stage import ENDS, OfferState, Stage
from services.routing.domain.transitions import permitted
from services.routing.web.next_step import AnsweredCall, Looking, NextStep
from services.routing.web.next_steps import next_steps
from shared.events import Cooperation, NoteAbout, Verdict
from tests.routing.cases import DUE, OFFICER, TODAY, case_at, confirmed, offer_to

PROMISED = date(2026, 11, 30)
CLOCK = ClockReading(state=ClockState.ON_TIME, used=1, left=4, promised=PROMISED, maximum=DUE)
OTHER = UUID(int=7)


def desk(case: Case, **more: Any) -> tuple[NextStep, ...]:
    """Return what an officer of the desk does next."""
    acts = frozenset(verb.value for verb in permitted(case, Side.DESK))
    names = {one.offer_id: one.department or "団体" for one in case.offers}
    return next_steps(
        case, Looking(acts=acts, today=TODAY, account_id=OFFICER, desk=True, names=names, clock=CLOCK, **more)
    )


def department(case: Case, *acts: str, code: str = "shinrin") -> NextStep:
    """Return the one thing a department does next."""
    (step,) = next_steps(
        case, Looking(acts=frozenset(acts), today=TODAY, account_id=OTHER, department=code, names=_named(case))
    )
    return step


def _named(case: Case) -> dict[UUID, str]:
    return {one.offer_id: "団体" for one in case.offers}


def judged(verdict: Verdict, **more: Any) -> Offer:
    return replace(offer_to("shinrin", OfferState.JUDGED, lead=True), verdict=verdict, **more)


def test_a_new_case_is_looked_at_by_the_day_that_was_promised() -> None:
    (step,) = desk(case_at(Stage.RECEIVED))

    assert (step.to, step.until, step.waits) == (("start", "confirm"), PROMISED, False)


def test_an_application_waits_for_the_batch_and_goes_to_the_department_once_it_is_adopted() -> None:
    waiting = AnsweredCall(number="BR8-0002", until=DUE, adopted=False, waits=True, department="観光振興課")
    adopted = replace(waiting, adopted=True, waits=False)

    (waits,) = desk(case_at(Stage.RECEIVED), call=waiting)
    (first,) = desk(case_at(Stage.RECEIVED), call=adopted)
    (then,) = desk(confirmed(case_at(Stage.CONFIRMING)), call=adopted)

    assert (waits.words[:14], waits.until, waits.waits) == ("審査待ち（BR8-0002）", DUE, True)
    assert (first.words, first.to) == (
        "採択（BR8-0002）：観光振興課へ送付してください。その前に、内容の確認を始めます。",
        ("start", "confirm"),
    )
    assert (then.words, then.to) == ("採択（BR8-0002）：観光振興課へ送付してください。", ("offer",))


def test_what_is_looked_at_is_confirmed_or_completed_and_then_offered() -> None:
    (open_,) = desk(case_at(Stage.CONFIRMING))
    (ready,) = desk(confirmed(case_at(Stage.CONFIRMING)))

    assert (open_.to, ready.to) == (("confirm", "completion"), ("offer",))


@pytest.mark.parametrize(
    ("until", "places", "waits"),
    [
        (date(2026, 12, 4), ("waiting",), True),
        (TODAY, ("waiting",), True),
        (date(2026, 11, 20), ("waiting", "completion"), False),
    ],
)
def test_the_proposer_is_waited_for_until_the_day_has_passed(until: date, places: tuple[str, ...], waits: bool) -> None:
    (step,) = desk(replace(case_at(Stage.WAITING_FOR_PROPOSER), waiting_until=until))

    assert (step.to, step.until, step.waits) == (places, until, waits)


def test_who_owes_an_answer_is_named_with_the_nearest_day_and_who_is_late_comes_first() -> None:
    late = replace(offer_to("kanko"), due=date(2026, 11, 20))
    case = case_at(Stage.OFFERED, offer_to("shinrin", lead=True), late)

    steps = desk(case)

    assert [(step.words.split("の")[0], step.until, step.waits) for step in steps] == [
        ("kanko", date(2026, 11, 20), False),
        ("shinrin", DUE, True),
    ]


def test_more_than_three_are_not_all_named() -> None:
    codes = ("a", "b", "c", "d", "e")
    case = case_at(Stage.OFFERED, *(offer_to(code, lead=code == "a") for code in codes))

    (step,) = desk(case)

    assert step.words == "a、b、cほか2者の回答を待っています。"


def test_all_have_answered_and_somebody_is_willing_so_the_round_is_closed() -> None:
    (step,) = desk(case_at(Stage.REVIEWING, judged(Verdict.VIABLE)))

    assert step.words == "回答がそろいました。回答を締め切り、連携先を決めてください。"
    assert (step.to[0], step.until) == ("close-round", PROMISED)


def test_all_have_answered_and_nobody_is_willing_so_others_are_asked_or_it_ends() -> None:
    (step,) = desk(case_at(Stage.REVIEWING, judged(Verdict.NOT_VIABLE)))

    assert (step.to, step.waits) == (("offer", "ask", "ends"), False)


def test_conditions_wait_for_the_desk_to_ask_and_then_for_the_proposer() -> None:
    (step,) = desk(case_at(Stage.REVIEWING, replace(judged(Verdict.CONDITIONAL), conditions_asked=True)))
    (unasked,) = desk(case_at(Stage.REVIEWING, judged(Verdict.CONDITIONAL)))

    assert (unasked.to, unasked.waits) == (("ask-conditions",), False)
    assert (step.to, step.waits) == (("answers",), True)


@pytest.mark.parametrize(("day", "waits"), [(date(2026, 12, 1), True), (TODAY, False)])
def test_who_keeps_studying_is_asked_on_the_next_day(day: date, waits: bool) -> None:
    (step,) = desk(case_at(Stage.REVIEWING, judged(Verdict.KEEP_STUDYING, next_day=day)))

    assert (step.until, step.waits) == (day, waits)


def test_a_case_without_a_lead_needs_another_department() -> None:
    (step,) = desk(case_at(Stage.OFFERED, offer_to("shinrin", OfferState.RETURNED)))

    assert step.to == ("returned", "offer")


@pytest.mark.parametrize(
    ("officer", "alone", "waits"),
    [(OFFICER, False, True), (OFFICER, True, False), (OTHER, False, False)],
)
def test_what_was_drafted_waits_for_a_second_person(officer: UUID, alone: bool, waits: bool) -> None:
    case = replace(
        confirmed(case_at(Stage.CONFIRMING)),
        decline=ProposedDecline(officer=officer, ground="x", reason_id=uuid4(), note_id=uuid4()),
        waiting_note=WaitingNote(officer=officer, note_id=uuid4(), about=NoteAbout.MESSAGE),
    )

    steps = desk(case, alone=frozenset({"approve-decline", "release-note"} if alone else ()))

    assert [(step.to, step.waits) for step in steps] == [(("decline-waiting",), waits), (("dialogue",), waits)]


def test_replies_and_questions_come_before_what_is_waited_for() -> None:
    case = replace(case_at(Stage.OFFERED, offer_to("shinrin", lead=True)), questions=frozenset({uuid4()}))

    steps = desk(case, replies=2)

    assert [step.to[0] for step in steps] == ["dialogue", "round-questions", "offers"]


def test_partners_are_named_once_they_are_found() -> None:
    undecided, step = desk(case_at(Stage.COORDINATING, judged(Verdict.VIABLE, chosen=True)))

    assert undecided.to == ("cooperation",)
    assert "連携先（shinrin）" in step.words


def test_work_begins_once_the_form_of_cooperation_is_decided() -> None:
    case = case_at(Stage.COORDINATING, judged(Verdict.VIABLE, chosen=True))
    decided = CooperationChoice(form=Cooperation.NONE, decided=True)

    begin, _ = desk(replace(case, cooperation=decided))
    draft, _ = desk(replace(case, cooperation=replace(decided, decided=False)))

    assert (begin.to, draft.to) == (("start-implementation",), ("cooperation",))


@pytest.mark.parametrize("stage", sorted(ENDS))
def test_an_ended_case_says_so_and_whether_it_can_be_opened_again(stage: Stage) -> None:
    (step,) = desk(case_at(stage))

    assert (step.to, step.waits) == (("ended",), True)
    assert ("再開できます" in step.words) == (stage is not Stage.COMPLETED)


def test_who_looks_at_an_ended_case_is_told_that_its_project_still_goes_on() -> None:
    _, project = desk(case_at(Stage.COMPLETED), work_runs=True)

    assert (project.to, project.waits) == (("ledger",), True)


def test_once_the_project_is_over_the_case_is_to_be_completed() -> None:
    waiting, ready = desk(case_at(Stage.IMPLEMENTING)), desk(case_at(Stage.IMPLEMENTING), work_ended=True)

    assert [(one[-1].to, one[-1].waits) for one in (waiting, ready)] == [
        (("complete", "dialogue"), True),
        (("complete", "ledger"), False),
    ]


@pytest.mark.parametrize(
    ("offer", "acts", "places", "until", "waits"),
    [
        (offer_to("shinrin"), ("take-up", "return-offer"), ("take-up", "return"), DUE, False),
        (offer_to("shinrin", OfferState.TAKEN_UP), ("give-verdict",), ("verdict", "return"), DUE, False),
        (judged(Verdict.VIABLE), (), (), None, True),
        (judged(Verdict.CONDITIONAL), ("give-verdict",), ("verdict",), None, True),
        (judged(Verdict.KEEP_STUDYING, next_day=DUE), ("give-verdict",), ("verdict",), DUE, True),
        (judged(Verdict.KEEP_STUDYING, next_day=TODAY), ("give-verdict",), ("verdict",), TODAY, False),
        (judged(Verdict.VIABLE, chosen=True), (), ("tasks", "notes"), None, False),
        (judged(Verdict.VIABLE, chosen=False), (), ("offers",), None, True),
    ],
)
def test_a_department_sees_what_it_owes(
    offer: Offer, acts: tuple[str, ...], places: tuple[str, ...], until: date | None, waits: bool
) -> None:
    step = department(case_at(Stage.REVIEWING, offer), *acts)

    assert (step.to, step.until, step.waits) == (places, until, waits)


@pytest.mark.parametrize(
    ("stage", "acts", "place", "waits"),
    [
        (Stage.CONFIRMING, (), "dialogue", True),
        (Stage.WAITING_FOR_PROPOSER, ("receive-completion",), "waiting", False),
        (Stage.REVIEWING, ("accept-conditions",), "answers", False),
        (Stage.REVIEWING, (), "dialogue", True),
        (Stage.COORDINATING, (), "dialogue", False),
    ],
)
def test_a_department_that_proposes_sees_whether_it_is_its_turn(
    stage: Stage, acts: tuple[str, ...], place: str, waits: bool
) -> None:
    step = department(replace(case_at(stage), proposing="kanko"), *acts, code="kanko")

    assert (step.to[0], step.waits) == (place, waits)


def test_who_only_looks_on_has_nothing_to_do() -> None:
    looking = Looking(acts=frozenset(), today=TODAY, account_id=OTHER)

    assert next_steps(case_at(Stage.REVIEWING, judged(Verdict.VIABLE)), looking) == ()


def test_an_invitation_is_waited_for_and_once_its_day_has_passed_the_desk_asks_after_it() -> None:
    invited = Member(municipality="shi-bay", state=MemberState.INVITED, due=TODAY, note_id=UUID(int=8))
    case = replace(confirmed(case_at(Stage.CONFIRMING)), members=(invited,))
    late = replace(case, members=(invited, replace(invited, municipality="machi-hill", due=TODAY - timedelta(days=1))))

    waiting = desk(case)[-1]
    asking = next(step for step in desk(late) if "municipalities" in step.to)

    assert (waiting.to, waiting.until, waiting.waits) == (("municipalities",), TODAY, True)
    assert "市町村1件" in asking.words
    assert (asking.until, asking.waits) == (TODAY - timedelta(days=1), False)
