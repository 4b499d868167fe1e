"""Offers come back or are taken back; whatever happens, the desk can ask on and exactly one department leads."""

from functools import reduce
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.case import Case
from services.routing.domain.commands import (
    Addressed,
    Command,
    GiveVerdict,
    MakeOffers,
    RecallOffer,
    ReturnOffer,
    TakeUp,
)
from services.routing.domain.decide import decide
from services.routing.domain.evolve import evolve
from services.routing.domain.refusals import (
    AlreadyAsked,
    AlreadyJudged,
    LeadUnclear,
    NothingToRecall,
    RecallReasonMissing,
)
from services.routing.domain.stage import OfferState, Stage
from shared.errors import DeskError
from shared.events import AccessChanged, CaseBounced, Fact, OfferRecalled, Verdict, VerdictGiven
from tests.routing.cases import DUE, TODAY, case_at, confirmed, offer_to


def ask(*departments: str, lead: str = "") -> MakeOffers:
    to = tuple(Addressed(offer_id=uuid4(), department=code, lead=code == lead) for code in departments)
    return MakeOffers(to=to, due=DUE, today=TODAY)


def recall(department: str) -> RecallOffer:
    return RecallOffer(department=department, reason_id=uuid4())


def not_ours(department: str, other: str = "other") -> ReturnOffer:
    return ReturnOffer(department=department, reason_id=uuid4(), suggested_department=other)


def told(case: Case, *commands: Command) -> tuple[Case, list[Fact]]:
    facts: list[Fact] = []
    for command in commands:
        news = decide(case, command)
        case, facts = reduce(evolve, news, case), facts + news
    return case, facts


@pytest.mark.parametrize("state", [OfferState.ASKED, OfferState.TAKEN_UP])
def test_an_offer_that_is_not_judged_is_taken_back_and_the_department_sees_the_case_no_more(state: OfferState) -> None:
    case = case_at(Stage.REVIEWING, offer_to("wrong", state, lead=True), offer_to("right"))
    command = recall("wrong")

    later, facts = told(case, command)

    assert facts == [
        OfferRecalled(
            offer_id=case.offers[0].offer_id,
            receipt=case.receipt,
            department="wrong",
            reason_id=command.reason_id or uuid4(),
        ),
        AccessChanged(offered=("right",), taken_up=()),
    ]
    assert (later.offers[0].state, later.stage, later.unled) == (OfferState.RECALLED, Stage.REVIEWING, True)


def test_what_was_judged_returned_or_taken_back_is_not_taken_back() -> None:
    case = case_at(Stage.REVIEWING, offer_to("judged", OfferState.JUDGED), offer_to("gone", OfferState.RETURNED))

    with pytest.raises(AlreadyJudged):
        decide(case, recall("judged"))
    for department in ("gone", "never-asked"):
        with pytest.raises(NothingToRecall):
            decide(case, recall(department))


def test_an_offer_is_taken_back_for_a_reason() -> None:
    with pytest.raises(RecallReasonMissing):
        decide(case_at(Stage.OFFERED, offer_to("asked")), RecallOffer(department="asked", reason_id=None))


@pytest.mark.parametrize("back", [recall("first"), not_ours("first")], ids=["recalled", "returned"])
def test_the_same_department_can_be_asked_anew_and_lead(back: Command) -> None:
    case, _ = told(case_at(Stage.OFFERED, offer_to("first", lead=True)), back)

    later, _ = told(case, ask("first", lead="first"))

    assert case.returned_by == (frozenset({"first"}) if isinstance(back, ReturnOffer) else frozenset())
    assert later.returned_by == frozenset()
    assert [(offer.department, offer.lead) for offer in later.offers] == [("first", False), ("first", True)]
    assert (later.lead, later.offered, later.unled) == ("first", frozenset({"first"}), False)
    with pytest.raises(AlreadyAsked):
        decide(later, ask("first"))


def test_without_its_lead_a_case_goes_on_only_with_a_new_one() -> None:
    case, _ = told(case_at(Stage.OFFERED, offer_to("lead", lead=True), offer_to("beside")), recall("lead"))

    with pytest.raises(LeadUnclear):
        decide(case, ask("next"))
    assert told(case, ask("next", lead="next"))[0].lead == "next"


def test_the_third_return_of_a_case_is_told_once_before_the_access_changes() -> None:
    case = confirmed(case_at(Stage.CONFIRMING))
    told_of_returns = []

    for department in "abcde":
        case, facts = told(case, ask(department, lead=department), not_ours(department))
        told_of_returns.append([fact.type for fact in facts[2:]])

    usual = ["case.verdict_given.v1", "case.access_changed.v1"]
    bounced = ["case.verdict_given.v1", "case.bounced.v1", "case.access_changed.v1"]
    assert told_of_returns == [usual, usual, bounced, usual, usual]


def test_what_came_back_more_often_before_anybody_counted_is_told_at_the_next_return() -> None:
    before = [offer_to(department, OfferState.RETURNED) for department in "abcd"]
    case, first = told(case_at(Stage.OFFERED, *before, offer_to("e", lead=True)), not_ours("e"))

    _, second = told(case, ask("f", lead="f"), not_ours("f"))

    assert [fact.returns for fact in (*first, *second) if isinstance(fact, CaseBounced)] == [5]


def test_what_the_desk_takes_back_is_no_return() -> None:
    case = case_at(Stage.OFFERED, offer_to("a", OfferState.RETURNED), offer_to("b", OfferState.RETURNED), offer_to("c"))

    later, facts = told(case, recall("c"))

    assert later.returns == 2
    assert [fact for fact in facts if isinstance(fact, CaseBounced)] == []


DEPARTMENTS = st.sampled_from("abc")
STEPS = st.one_of(
    st.builds(lambda code: ask(code, lead=code), DEPARTMENTS),
    st.builds(ask, DEPARTMENTS),
    st.builds(lambda code: TakeUp(department=code), DEPARTMENTS),
    st.builds(
        lambda code: GiveVerdict(department=code, verdict=Verdict.VIABLE, reason_id=uuid4(), today=TODAY), DEPARTMENTS
    ),
    st.builds(not_ours, DEPARTMENTS),
    st.builds(recall, DEPARTMENTS),
)


@given(st.lists(STEPS, max_size=30))
def test_whatever_comes_back_the_desk_is_never_stuck(steps: list[Command]) -> None:
    case = confirmed(case_at(Stage.CONFIRMING))
    facts: list[Fact] = []

    for command in steps:
        try:
            case, news = told(case, command)
        except DeskError:
            continue
        facts += news
        standing = [offer.department for offer in case.offers if case.offer_of(offer.addressee) is offer]
        accesses = [fact for fact in facts if isinstance(fact, AccessChanged)]
        assert len(standing) == len(set(standing))
        assert [o.lead for o in case.offers].count(True) == (0 if case.unled else 1)
        assert case.lead is None or case.lead in standing
        assert case.taken_up <= case.offered == set(standing)
        assert accesses[-1] == AccessChanged(offered=tuple(sorted(case.offered)), taken_up=tuple(sorted(case.taken_up)))
        if case.unled:
            assert told(case, ask("fresh", lead="fresh"))[0].lead == "fresh"

    assert case.returns == sum(isinstance(fact, VerdictGiven) and fact.verdict is Verdict.NOT_OURS for fact in facts)
    assert [fact.returns for fact in facts if isinstance(fact, CaseBounced)] == ([3] if case.returns >= 3 else [])
