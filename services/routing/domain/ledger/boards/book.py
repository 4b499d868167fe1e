"""The table of boards: what may be done in which state, and what each fact changes."""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from services.routing.domain.ledger.boards.board import AgendaCase, Board, BoardState, Outcome
from services.routing.domain.ledger.book import Book, Born, Row
from shared.events import board as f
from shared.events.base import Fact
from shared.events.ledger import LedgerKind

_PLANNED, _HELD, _RELEASED = (BoardState.PLANNED,), (BoardState.HELD,), (BoardState.RELEASED,)


def _some_untold(board: Board) -> bool:
    return bool(board.untold)


def _none_follows(board: Board) -> bool:
    return board.following is None


ROWS: Final = (
    Row("revise", _PLANNED),
    # What comes up in the room is judged as well, and what was not reached is taken off.
    Row("add-case", (*_PLANNED, *_HELD)),
    Row("remove-case", (*_PLANNED, *_HELD)),
    Row("reorder", _PLANNED),
    Row("cancel", _PLANNED, BoardState.CANCELLED),
    Row("hold", _PLANNED, BoardState.HELD),
    Row("record-outcome", _HELD),
    Row("write-minutes", (*_HELD, *_RELEASED)),
    # Again, for those who could not be told the first time.
    Row("release", _HELD, BoardState.RELEASED),
    Row("release", _RELEASED, BoardState.RELEASED, when=_some_untold),
    Row("plan-next", (*_PLANNED, *_HELD, *_RELEASED), when=_none_follows),
)


def _begin(born: Born, first: f.BoardBegun) -> Board:
    return Board(
        item_id=born.item_id,
        desk_id=born.desk_id,
        number=born.number,
        state=BoardState.PLANNED,
        text_id=first.text_id,
        day=first.day,
        follows=first.follows,
    )


def _added(board: Board, fact: f.BoardCaseAdded) -> Board:
    new = AgendaCase(receipt=fact.receipt, case_id=fact.case_id, departments=fact.departments)
    return _with(board, [*board.cases_in_order, new])


def _removed(board: Board, fact: f.BoardCaseRemoved) -> Board:
    return _with(board, [one for one in board.cases_in_order if one.receipt != fact.receipt])


def _recorded(board: Board, fact: f.BoardOutcomeRecorded) -> Board:
    found = replace(board.agenda[fact.receipt], outcome_id=fact.outcome_id, recorded_by=fact.officer)
    return _with(board, [found if one.receipt == fact.receipt else one for one in board.cases_in_order])


def _released(board: Board, fact: f.BoardResultsReleased) -> Board:
    told = {
        **dict.fromkeys(fact.adopted, Outcome.ADOPTED),
        **dict.fromkeys(fact.not_adopted, Outcome.NOT_ADOPTED),
        **dict.fromkeys(fact.keep_studying, Outcome.KEEP_STUDYING),
    }
    agenda = [replace(one, told=told.get(one.receipt, one.told)) for one in board.cases_in_order]
    return replace(_with(board, agenda), state=BoardState.RELEASED)


def _with(board: Board, agenda: Iterable[AgendaCase]) -> Board:
    """Return the board with this agenda; a department sees it as long as a case of its own is on it."""
    cases = tuple(agenda)
    return replace(
        board,
        agenda=MappingProxyType({one.receipt: one for one in cases}),
        cases=frozenset(one.case_id for one in cases),
        departments=frozenset(code for one in cases for code in one.departments),
    )


_CHANGES: Final[dict[type[Fact], Any]] = {
    f.BoardRevised: lambda board, fact: replace(board, text_id=fact.text_id, day=fact.day),
    f.BoardCaseAdded: _added,
    f.BoardCaseRemoved: _removed,
    f.BoardReordered: lambda board, fact: _with(board, [board.agenda[one] for one in fact.receipts]),
    f.BoardCancelled: lambda board, fact: replace(board, state=BoardState.CANCELLED, reason_id=fact.reason_id),
    f.BoardHeld: lambda board, fact: replace(
        board, state=BoardState.HELD, held_on=fact.held_on, attendance_id=fact.attendance_id
    ),
    f.BoardOutcomeRecorded: _recorded,
    f.BoardMinutesWritten: lambda board, fact: replace(board, minutes_id=fact.minutes_id),
    f.BoardResultsReleased: _released,
    f.BoardNextPlanned: lambda board, fact: replace(board, following=fact.following),
}

BOOK: Final[Book[Board]] = Book(kind=LedgerKind.BOARD, begin=_begin, changes=_CHANGES, rows=ROWS)
