from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from typing import Any
from uuid import uuid4

import pytest

from services.routing.domain.case import Case
from services.routing.domain.clock_commands import ExtendOffer
from services.routing.domain.commands import (
    Addressed,
    AskCompletion,
    Command,
    Confirm,
    Extend,
    GiveVerdict,
    MakeOffers,
    RecallOffer,
    Reopen,
    ReturnOffer,
    StartConfirmation,
    TakeUp,
)
from services.routing.domain.decide import decide
from services.routing.domain.evolve import evolve
from services.routing.domain.question_commands import AskQuestion
from services.routing.domain.refusals import (
    AbstractMissing,
    AlreadyAsked,
    ChecksOpen,
    DuePassed,
    LeadUnclear,
    NextDayMissing,
    NotAllowedNow,
    NotAsked,
    NotLonger,
    OtherDepartmentMissing,
    ReasonMissing,
    WrongBody,
)
from services.routing.domain.roles import Addressee
from services.routing.domain.stage import OfferState, Stage
from services.routing.domain.transitions import STAGE_CHANGES
from shared.errors import DeskError
from shared.events import AccessChanged, Direction, Fact, Verdict
from tests.routing.cases import DUE, OFFICER, TODAY, case_at, confirmed, offer_to

COMMANDS: dict[str, Command] = {
    "start": StartConfirmation(officer=OFFICER),
    "confirm": Confirm(officer=OFFICER, abstract_id=uuid4()),
    "offer": MakeOffers(to=(Addressed(offer_id=uuid4(), department="new", lead=False),), due=DUE, today=TODAY),
    "take_up": TakeUp(department="asked"),
    "judge": GiveVerdict(department="taken-up", verdict=Verdict.VIABLE, reason_id=uuid4(), today=TODAY),
    "return": ReturnOffer(department="asked", reason_id=uuid4(), suggested_department="other"),
    "recall": RecallOffer(department="asked", reason_id=uuid4()),
}
# What may be asked in which stage, of a case that has one open and one taken-up offer; everything else is refused.
ALLOWED: dict[str, set[Stage]] = {
    "start": {Stage.RECEIVED},
    "confirm": {Stage.RECEIVED, Stage.CONFIRMING},
    "offer": {Stage.OFFERED, Stage.REVIEWING},
    "take_up": {Stage.OFFERED, Stage.REVIEWING},
    "judge": {Stage.REVIEWING},
    "return": {Stage.OFFERED, Stage.REVIEWING},
    "recall": {Stage.OFFERED, Stage.REVIEWING},
}


def in_work(stage: Stage) -> Case:
    return case_at(stage, offer_to("asked", lead=True), offer_to("taken-up", OfferState.TAKEN_UP))


def after(case: Case, *commands: Command) -> Case:
    for command in commands:
        case = reduce(evolve, decide(case, command), case)
    return case


def offers(*departments: str, lead: str | None = None) -> MakeOffers:
    return MakeOffers(
        to=tuple(Addressed(offer_id=uuid4(), department=code, lead=code == lead) for code in departments),
        due=DUE,
        today=TODAY,
    )


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_carried_out_in_its_stages_and_refused_in_all_others(name: str, stage: Stage) -> None:
    case, command = in_work(stage), COMMANDS[name]

    if stage not in ALLOWED[name]:
        with pytest.raises(NotAllowedNow):
            decide(case, command)
        return
    facts = decide(case, command)
    later = reduce(evolve, facts, case)

    assert facts
    assert later.version == case.version + len(facts)


def every_step(case: Case, facts: list[Fact]) -> set[tuple[Stage, Stage]]:
    steps = set()
    for fact in facts:
        later = evolve(case, fact)
        if later.stage is not case.stage:
            steps.add((case.stage, later.stage))
        case = later
    return steps


def test_no_fact_takes_a_case_along_a_way_that_is_not_in_the_table() -> None:
    gone = set()
    for stage in Stage:
        for case in (in_work(stage), case_at(stage), confirmed(case_at(stage))):
            for command in (*COMMANDS.values(), offers("new", lead="new")):
                try:
                    gone |= every_step(case, decide(case, command))
                except DeskError:
                    continue

    assert gone
    assert gone <= STAGE_CHANGES


def test_a_small_desk_confirms_in_one_step_and_taking_the_case_on_is_recorded_all_the_same() -> None:
    facts = decide(case_at(Stage.RECEIVED), COMMANDS["confirm"])

    assert [fact.type for fact in facts] == ["case.confirmation_started.v1", "case.confirmed.v1"]


def test_a_case_is_confirmed_once() -> None:
    with pytest.raises(NotAllowedNow):
        decide(confirmed(case_at(Stage.CONFIRMING)), COMMANDS["confirm"])


def test_a_case_is_confirmed_with_an_abstract_and_a_finished_checklist() -> None:
    with pytest.raises(AbstractMissing):
        decide(case_at(Stage.CONFIRMING), Confirm(officer=OFFICER, abstract_id=None))
    with pytest.raises(ChecksOpen):
        decide(case_at(Stage.CONFIRMING), Confirm(officer=OFFICER, abstract_id=uuid4(), open_checks=("範囲",)))


def test_an_unconfirmed_case_is_offered_to_nobody() -> None:
    with pytest.raises(NotAllowedNow):
        decide(case_at(Stage.CONFIRMING), offers("a", lead="a"))


@pytest.mark.parametrize(
    "command",
    [offers(), offers("a"), offers("a", "b"), offers("a", "a", lead="a"), offers("a", "b", lead="c")],
    ids=["nobody", "one_without_lead", "two_without_lead", "twice_the_same", "a_lead_not_asked"],
)
def test_exactly_one_of_the_asked_departments_leads(command: MakeOffers) -> None:
    with pytest.raises(LeadUnclear):
        decide(confirmed(case_at(Stage.CONFIRMING)), command)


def test_what_a_department_proposes_is_not_offered_to_departments() -> None:
    wish = replace(confirmed(case_at(Stage.CONFIRMING)), direction=Direction.TO_PARTIES)

    with pytest.raises(WrongBody):
        decide(wish, offers("a", lead="a"))


def test_a_second_round_has_no_second_lead() -> None:
    with pytest.raises(LeadUnclear):
        decide(in_work(Stage.OFFERED), offers("new", lead="new"))


def test_a_department_that_has_an_offer_is_not_asked_again() -> None:
    with pytest.raises(AlreadyAsked):
        decide(in_work(Stage.OFFERED), offers("asked", "new"))


def test_today_is_the_earliest_due_day() -> None:
    case, today = confirmed(case_at(Stage.CONFIRMING)), offers("a", lead="a")

    assert decide(case, replace(today, due=TODAY))
    with pytest.raises(DuePassed):
        decide(case, replace(today, due=TODAY - timedelta(days=1)))


ASK = AskQuestion(addressee=Addressee(department="taken-up"), question_id=uuid4(), asked_id=uuid4())
FAR = (TODAY + timedelta(days=733), date.max)


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize(
    ("stage", "command", "field"),
    [
        (Stage.RECEIVED, AskCompletion(officer=OFFICER, due=DUE, today=TODAY, note_id=uuid4()), "due"),
        (Stage.RECEIVED, Extend(promised=TODAY, until=DUE, today=TODAY, note_id=uuid4()), "until"),
        (Stage.OFFERED, COMMANDS["offer"], "due"),
        (
            Stage.OFFERED,
            ExtendOffer(department="asked", until=DUE + timedelta(days=1), today=TODAY, reason_id=uuid4()),
            "until",
        ),
        (
            Stage.REVIEWING,
            GiveVerdict(
                department="taken-up", verdict=Verdict.KEEP_STUDYING, reason_id=uuid4(), next_day=DUE, today=TODAY
            ),
            "next_day",
        ),
    ],
    ids=["completion", "promise", "offer", "longer_offer", "next_day"],
)
def test_no_day_is_set_years_ahead(stage: Stage, command: Any, field: str, far: date) -> None:
    case = in_work(stage)

    assert decide(case, command)
    with pytest.raises((DuePassed, NextDayMissing, NotLonger)):
        decide(case, replace(command, **{field: far}))


def test_a_question_of_a_round_that_is_over_is_answered_no_more() -> None:
    asked = decide(in_work(Stage.REVIEWING), ASK)
    case = replace(reduce(evolve, asked, in_work(Stage.REVIEWING)), stage=Stage.WITHDRAWN)

    again = reduce(evolve, decide(case, Reopen(reason_id=uuid4())), case)

    assert (len(case.questions), len(again.questions)) == (1, 0)


def test_offers_give_access_to_the_asked_and_taking_up_to_the_content() -> None:
    case = confirmed(case_at(Stage.CONFIRMING))

    made = decide(case, offers("b", "a", lead="a"))
    offered = reduce(evolve, made, case)
    accepted = decide(offered, TakeUp(department="b"))

    assert made[-1] == AccessChanged(offered=("a", "b"), taken_up=())
    assert accepted[-1] == AccessChanged(offered=("a", "b"), taken_up=("b",))


def test_a_department_without_an_offer_takes_nothing_up_and_judges_nothing() -> None:
    for command in (
        TakeUp(department="stranger"),
        GiveVerdict(department="stranger", verdict=Verdict.VIABLE, reason_id=uuid4(), today=TODAY),
    ):
        with pytest.raises(NotAsked):
            decide(in_work(Stage.REVIEWING), command)


def test_an_offer_is_taken_up_once() -> None:
    case = after(in_work(Stage.OFFERED), TakeUp(department="asked"))

    with pytest.raises(NotAllowedNow):
        decide(case, TakeUp(department="asked"))


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.NOT_OURS])
def test_a_department_that_has_not_read_the_proposal_can_only_say_it_is_not_theirs(verdict: Verdict) -> None:
    with pytest.raises(NotAllowedNow):
        decide(
            in_work(Stage.REVIEWING), GiveVerdict(department="asked", verdict=verdict, reason_id=uuid4(), today=TODAY)
        )


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.NOT_OURS])
def test_no_verdict_without_a_reason(verdict: Verdict) -> None:
    command = GiveVerdict(department="taken-up", verdict=verdict, reason_id=None, today=TODAY)

    with pytest.raises(ReasonMissing):
        decide(in_work(Stage.REVIEWING), command)


@pytest.mark.parametrize("other", [None, "taken-up"])
def test_not_ours_names_who_else(other: str | None) -> None:
    command = ReturnOffer(department="taken-up", reason_id=uuid4(), suggested_department=other)

    with pytest.raises(OtherDepartmentMissing):
        decide(in_work(Stage.REVIEWING), command)


def test_not_ours_removes_the_access_and_frees_the_lead() -> None:
    case = in_work(Stage.OFFERED)

    facts = decide(case, COMMANDS["return"])
    later = reduce(evolve, facts, case)

    assert facts[-1] == AccessChanged(offered=("taken-up",), taken_up=("taken-up",))
    assert (later.offered, later.lead) == (frozenset({"taken-up"}), None)
    assert decide(later, offers("asked", lead="asked"))


def test_a_verdict_is_given_once() -> None:
    case = after(in_work(Stage.REVIEWING), COMMANDS["judge"])

    with pytest.raises(NotAllowedNow):
        decide(case, COMMANDS["judge"])


def test_every_refusal_speaks_japanese_to_the_person() -> None:
    said = [
        error.public_message
        for error in (AbstractMissing, AlreadyAsked, ChecksOpen, DuePassed, LeadUnclear, NotAllowedNow, NotAsked)
    ]

    assert len(set(said)) == len(said)
    assert all("。" in one for one in said)
