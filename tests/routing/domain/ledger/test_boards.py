from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from services.routing.domain.ledger.boards.board import MINUTES, SESSION, Board, BoardState, Outcome
from services.routing.domain.ledger.boards.book import BOOK
from services.routing.domain.ledger.book import Born
from services.routing.domain.refusals import NotAllowedNow
from services.routing.handlers.ledger.boards.planning import next_session
from shared.events import Fact
from shared.events import board as f
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.load import load_scheme
from shared.settings import PROJECT

BORN = Born(item_id=uuid4(), desk_id="miono", number="SR8-0001")
OFFICER = uuid4()
CASES: dict[str, UUID] = {"R8-0001": uuid4(), "R8-0002": uuid4(), "R8-0003": uuid4()}
DAY = date(2026, 12, 10)
# What may be done in which state, and where it leads; nothing else may be.
TABLE: dict[BoardState, dict[str, BoardState | None]] = {
    BoardState.PLANNED: {
        "revise": None,
        "add-case": None,
        "remove-case": None,
        "reorder": None,
        "cancel": BoardState.CANCELLED,
        "hold": BoardState.HELD,
        "plan-next": None,
    },
    BoardState.HELD: {
        "add-case": None,
        "remove-case": None,
        "record-outcome": None,
        "write-minutes": None,
        "release": BoardState.RELEASED,
        "plan-next": None,
    },
    # Who could not be told can be told again; here everybody was.
    BoardState.RELEASED: {"write-minutes": None, "plan-next": None},
    BoardState.CANCELLED: {},
}


def board(*more: Fact) -> Board:
    return BOOK.fold(BORN, [f.BoardBegun(number="SR8-0001", text_id=uuid4(), day=DAY), *more])


def agenda() -> list[Fact]:
    departments = {"R8-0001": ("kanko",), "R8-0002": ("kanko", "shinrin"), "R8-0003": ()}
    return [
        f.BoardCaseAdded(number="SR8-0001", receipt=one, case_id=CASES[one], departments=departments[one])
        for one in CASES
    ]


def held() -> Fact:
    return f.BoardHeld(held_on=date(2026, 12, 11), attendance_id=uuid4())


@pytest.mark.parametrize("state", BoardState)
def test_in_each_state_exactly_what_the_table_says_may_be_done(state: BoardState) -> None:
    here = replace(board(), state=state)

    found = {}
    for verb in {row.verb for row in BOOK.rows}:
        try:
            found[verb] = BOOK.state_after(here, verb)
        except NotAllowedNow:
            continue

    assert found == {verb: to or state for verb, to in TABLE[state].items()}
    assert BOOK.permitted(here) == frozenset(TABLE[state])


def test_the_agenda_keeps_its_order_and_those_whose_cases_are_on_it_see_the_board() -> None:
    full = board(*agenda())
    removed = BOOK.evolve(full, f.BoardCaseRemoved(number="SR8-0001", receipt="R8-0002"))
    turned = BOOK.evolve(removed, f.BoardReordered(receipts=("R8-0003", "R8-0001")))

    assert (list(full.agenda), full.departments) == (list(CASES), frozenset({"kanko", "shinrin"}))
    assert (removed.departments, removed.cases) == (
        frozenset({"kanko"}),
        frozenset({CASES["R8-0001"], CASES["R8-0003"]}),
    )
    assert list(turned.agenda) == ["R8-0003", "R8-0001"]


def test_what_was_found_is_known_of_a_case_only_once_it_was_told() -> None:
    recorded = [f.BoardOutcomeRecorded(receipt=one, outcome_id=uuid4(), officer=OFFICER) for one in CASES]
    before = board(*agenda(), held(), *recorded)

    released = f.BoardResultsReleased(
        number="SR8-0001", officer=OFFICER, adopted=("R8-0001",), keep_studying=("R8-0002",), untold=("R8-0003",)
    )
    after = BOOK.evolve(before, released)

    assert (before.state, [one.told for one in before.cases_in_order]) == ("held", [None, None, None])
    assert after.state == "released"
    assert [one.told for one in after.cases_in_order] == [Outcome.ADOPTED, Outcome.KEEP_STUDYING, None]
    assert ([one.receipt for one in after.untold], [one.receipt for one in after.to_study]) == (
        ["R8-0003"],
        ["R8-0002"],
    )


def test_the_session_has_its_day_and_its_minutes_are_due_a_week_after_it_was_held() -> None:
    planned, after = board(), board(held())
    written = BOOK.evolve(after, f.BoardMinutesWritten(minutes_id=uuid4()))
    cancelled = board(f.BoardCancelled(number="SR8-0001", reason_id=uuid4()))

    assert [(due.what, due.day, due.department) for due in planned.dues] == [(SESSION, DAY, None)]
    assert [(due.what, due.day) for due in after.dues] == [(MINUTES, date(2026, 12, 18))]
    assert (list(written.dues), list(cancelled.dues)) == ([], [])


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 11, 10), date(2026, 12, 10)),
        (date(2026, 12, 10), date(2027, 1, 12)),  # a Sunday, and the day after it a holiday
        (date(2027, 1, 29), date(2027, 3, 1)),  # the last day of February is a Sunday
    ],
)
def test_the_board_meets_each_month_on_the_same_day_or_the_next_on_which_the_office_is_open(
    day: date, following: date
) -> None:
    calendar = OfficeCalendar.of(load_scheme(PROJECT / "deploy" / "desks" / "miono.toml").calendar)

    assert next_session(day, calendar) == following
