from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from services.routing.domain.ledger.book import Born
from services.routing.domain.ledger.calls.book import BOOK
from services.routing.domain.ledger.calls.call import (
    CLOSING,
    RESULTS,
    RESULTS_DESK,
    REVIEW,
    REVIEW_DESK,
    Call,
    CallState,
)
from services.routing.domain.ledger.calls.own_fields import (
    criteria_in,
    criterion_lines,
    question_lines,
    questions_in,
)
from services.routing.domain.ledger.calls.refusals import CriterionUnreadable, QuestionUnreadable
from services.routing.domain.ledger.calls.scoring import mean
from services.routing.domain.refusals import NotAllowedNow
from shared.events import Fact
from shared.events import call as f
from shared.events.public import CallPublished
from shared.scheme.fields import FieldKind

BORN = Born(item_id=uuid4(), desk_id="miono", number="BR8-0001")
OFFICER, SCORER = uuid4(), uuid4()
CASES: dict[str, UUID] = {"R8-0001": uuid4(), "R8-0002": uuid4()}
# While an application waits that came late, after the others were decided.
JUDGED_LATE: dict[str, CallState | None] = {
    "link-application": None,
    "unlink-application": None,
    "screen": None,
    "score": None,
}
# What may be done in which state, and where it leads; nothing else may be.
TABLE: dict[CallState, dict[str, CallState | None]] = {
    CallState.DRAFT: {"revise": None, "submit": CallState.CHECKING, "discard": CallState.DISCARDED},
    CallState.CHECKING: {
        "send-back": CallState.DRAFT,
        "publish": CallState.PUBLISHED,
        "discard": CallState.DISCARDED,
    },
    CallState.PUBLISHED: {
        "publish-answer": None,
        "review": None,
        "extend": None,
        "close": CallState.CLOSED,
        "link-application": None,
        "unlink-application": None,
        "screen": None,
        "score": None,
        "withdraw": CallState.WITHDRAWN,
    },
    CallState.CLOSED: {
        "publish-answer": None,
        "link-application": None,
        "unlink-application": None,
        "screen": None,
        "score": None,
        "decide": CallState.DECIDED,
        "conclude": CallState.CONCLUDED,
        "withdraw": CallState.WITHDRAWN,
    },
    CallState.DECIDED: {
        **JUDGED_LATE,
        "decide": None,
        "take-back-decision": CallState.CLOSED,
        "release": CallState.RELEASED,
    },
    CallState.RELEASED: {
        **JUDGED_LATE,
        "decide": None,
        "take-back-decision": None,
        "release": CallState.RELEASED,
        "conclude": CallState.CONCLUDED,
    },
    CallState.CONCLUDED: {},
    CallState.WITHDRAWN: {},
    CallState.DISCARDED: {},
}


def call(*more: Fact, department: str | None = "kanko") -> Call:
    begun = f.CallBegun(
        number="BR8-0001",
        text_id=uuid4(),
        opens_on=date(2026, 12, 1),
        closes_on=date(2027, 1, 29),
        review_by=date(2027, 3, 31),
        weights=(2, 1),
        department=department,
    )
    return BOOK.fold(BORN, [begun, *more])


def published() -> CallPublished:
    return CallPublished(number="BR8-0001", content_id=uuid4(), opens_on=date(2026, 12, 1), closes_on=date(2027, 1, 29))


def applied() -> list[Fact]:
    return [f.ApplicationLinked(receipt=receipt, case_id=case_id) for receipt, case_id in CASES.items()]


def decided() -> list[Fact]:
    facts = [f.CallSubmitted(number="BR8-0001", officer=OFFICER), published(), *applied()]
    facts += [f.CallClosed(number="BR8-0001", applications=2)]
    chosen = f.CallDecided(officer=OFFICER, adopted=("R8-0001",), not_adopted=("R8-0002",), reasons_id=uuid4())
    return [*facts, chosen]


@pytest.mark.parametrize("state", CallState)
def test_in_each_state_exactly_what_the_table_says_may_be_done(state: CallState) -> None:
    late = f.CallDecided(officer=OFFICER, adopted=("R8-0001",), not_adopted=(), reasons_id=uuid4())
    here = replace(call(*applied(), late), state=state)

    found = {}
    for verb in {row.verb for row in BOOK.rows}:
        try:
            found[verb] = BOOK.state_after(here, verb)
        except NotAllowedNow:
            continue

    assert found == {verb: to or state for verb, to in TABLE[state].items()}
    assert BOOK.permitted(here) == frozenset(TABLE[state])


def test_a_call_goes_from_its_draft_to_its_results_by_what_was_told_of_it() -> None:
    states = [call(*decided()[:n]).state for n in range(len(decided()) + 1)]
    after = call(*decided())

    assert states == ["draft", "checking", "published", "published", "published", "closed", "decided"]
    assert [one.receipt for one in after.adopted] == ["R8-0001"]
    assert after.cases == frozenset(CASES.values())
    released = BOOK.evolve(after, f.CallResultsReleased(officer=OFFICER, told=("R8-0001",), untold=("R8-0002",)))
    assert ([one.receipt for one in released.untold], released.state) == (["R8-0002"], "released")
    again = BOOK.evolve(after, f.CallDecisionTakenBack(reason_id=uuid4()))
    assert (len(again.undecided), again.state, [one.decided_by for one in again.in_order]) == (2, "closed", [None] * 2)


def test_once_everybody_is_told_nothing_is_left_to_release_or_to_decide() -> None:
    told = f.CallResultsReleased(officer=OFFICER, told=tuple(CASES))

    after = call(*decided(), told)

    assert BOOK.permitted(after) == {"link-application", "conclude"}


def test_what_came_late_is_decided_beside_what_was_told_and_taken_back_alone() -> None:
    told = f.CallResultsReleased(officer=OFFICER, told=tuple(CASES))
    late = f.ApplicationLinked(receipt="R8-0003", case_id=uuid4(), by_hand=True)
    chosen = f.CallDecided(officer=SCORER, adopted=("R8-0003",), not_adopted=(), reasons_id=uuid4())

    after = call(*decided(), told, late, chosen)
    again = BOOK.evolve(after, f.CallDecisionTakenBack(reason_id=uuid4()))

    assert (after.state, [one.decided_by for one in after.in_order]) == ("released", [OFFICER, OFFICER, SCORER])
    assert ([one.receipt for one in after.untold], [one.adopted for one in again.in_order]) == (
        ["R8-0003"],
        [True, False, None],
    )


def test_what_is_told_anew_to_everybody_opens_no_call_again() -> None:
    assert call(*decided(), published()).state == "decided"


def test_an_open_call_is_looked_at_again_by_the_department_and_the_desk_and_has_its_last_day() -> None:
    open_now = call(f.CallSubmitted(number="BR8-0001", officer=OFFICER), published())
    of_desk = call(f.CallSubmitted(number="BR8-0001", officer=OFFICER), published(), department=None)

    assert {(due.what, due.department) for due in open_now.dues} == {
        (REVIEW, "kanko"),
        (REVIEW_DESK, None),
        (CLOSING, None),
    }
    assert {(due.what, due.department) for due in of_desk.dues} == {(REVIEW, None), (CLOSING, None)}
    assert {(due.what, due.day) for due in call(*decided()).dues} == {
        (RESULTS, date(2027, 3, 29)),
        (RESULTS_DESK, date(2027, 3, 29)),
    }
    assert (call().dues, call(*decided(), f.CallResultsReleased(officer=OFFICER, told=tuple(CASES))).dues) == ((), ())


def test_who_scores_again_replaces_what_they_gave_and_who_is_taken_off_is_gone() -> None:
    scored = call(
        *applied(),
        f.ApplicationScored(receipt="R8-0001", scorer=SCORER, points=(1, 1)),
        f.ApplicationScored(receipt="R8-0001", scorer=SCORER, points=(5, 2)),
        f.ApplicationScored(receipt="R8-0001", scorer=OFFICER, points=(3, 3)),
    )

    points = [one.points for one in scored.applications["R8-0001"].scores.values()]
    left = BOOK.evolve(scored, f.ApplicationUnlinked(receipt="R8-0002", reason_id=uuid4()))
    assert points == [(5, 2), (3, 3)]
    assert (list(left.applications), left.cases) == (["R8-0001"], frozenset({CASES["R8-0001"]}))


@pytest.mark.parametrize(
    ("given", "weights", "expected"),
    [
        ([], (2, 1), None),
        ([(5, 2)], (2, 1), Decimal("4.00")),
        ([(5, 2), (3, 3)], (2, 1), Decimal("3.50")),
        ([(1,), (1,), (2,)], (7,), Decimal("1.33")),
        ([(1, 1), (1, 2)], (1, 1), Decimal("1.25")),
        ([(0, 0)], (1, 99), Decimal("0.00")),
    ],
)
def test_the_mean_weighs_each_criterion_and_counts_each_person_once(
    given: list[tuple[int, ...]], weights: tuple[int, ...], expected: Decimal | None
) -> None:
    assert mean(given, weights) == expected


def test_own_questions_are_read_as_a_person_writes_them() -> None:
    lines = ("設備｜必須｜文章｜台数をお書きください。", "時期|選択:上半期/下半期", "名称", "  ")

    fields = questions_in(lines)

    assert [(one.key, one.label, one.kind, one.required, one.hint) for one in fields] == [
        ("call_1", "設備", FieldKind.TEXTAREA, True, "台数をお書きください。"),
        ("call_2", "時期", FieldKind.CHOICE, False, None),
        ("call_3", "名称", FieldKind.TEXT, False, None),
    ]
    assert [one.label for one in fields[1].choices] == ["上半期", "下半期"]
    assert questions_in(question_lines(fields)) == fields


@pytest.mark.parametrize("lines", [["｜必須"], ["あ" * 201], ["問"] * 31, ["時期｜選択：／"]])
def test_a_question_that_cannot_be_read_is_refused(lines: list[str]) -> None:
    with pytest.raises(QuestionUnreadable):
        questions_in(lines)


def test_criteria_weigh_one_unless_said_otherwise() -> None:
    assert criteria_in(["実現性｜2", "新規性", ""]) == (("実現性", "新規性"), (2, 1))
    assert criterion_lines(("実現性",), (2,)) == ("実現性｜2",)


@pytest.mark.parametrize("line", ["｜2", "実現性｜0", "実現性｜101", "実現性｜二", "実現性｜1｜2", "実現性｜²"])
def test_a_criterion_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(CriterionUnreadable):
        criteria_in([line])
