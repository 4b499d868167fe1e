"""The agenda of a session: which cases are judged, in which order."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.ledger.boards.board import AgendaCase, Board, BoardState
from services.routing.domain.ledger.boards.refusals import CaseIsOver, NotOnAgenda, OnAnAgenda, OrderWrong
from services.routing.domain.stage import ENDS
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.verbs.door import Asked
from shared.access.policy import Action
from shared.events import LedgerKind
from shared.events.board import BoardCaseAdded, BoardCaseRemoved, BoardReordered

Receipt = Annotated[str, Field(title="受付番号", max_length=40, examples=["R8-0012"])]
# The results of these are still to come.
_WAITING: Final = frozenset({BoardState.PLANNED, BoardState.HELD})


class OneCase(Asked):
    """Which case."""

    receipt: Receipt


class Order(Asked):
    """All cases of the agenda, in the order in which they are taken."""

    receipts: tuple[Receipt, ...] = Field(title="審査の順", description="受付番号を1行に1つ、審査する順に記入します。")


async def _add(doing: Doing, board: Board, asked: OneCase) -> Decided:
    case = await doing.work.cases.find(board.desk_id, asked.receipt.strip())
    if case.stage in ENDS:
        raise CaseIsOver
    if case.receipt in board.agenda or await waits_elsewhere(doing, case.case_id, board.number):
        raise OnAnAgenda
    return Decided(facts=[on_agenda(board.number, case)])


async def _remove(_: Doing, board: Board, asked: OneCase) -> Decided:
    one = case_on(board, asked.receipt)
    return Decided(
        facts=[BoardCaseRemoved(number=board.number, receipt=one.receipt, departments=one.departments)],
    )


async def _reorder(_: Doing, board: Board, asked: Order) -> Decided:
    said = tuple(one.strip() for one in asked.receipts)
    if sorted(said) != sorted(board.agenda):
        raise OrderWrong
    return Decided(facts=[] if said == tuple(board.agenda) else [BoardReordered(receipts=said)])


def on_agenda(number: str, case: Case) -> BoardCaseAdded:
    """Return what is told when a case is put on the agenda of the board with this number."""
    concerned = case.taken_up | (frozenset() if case.lead is None else frozenset({case.lead}))
    return BoardCaseAdded(
        number=number, receipt=case.receipt, case_id=case.case_id, departments=tuple(sorted(concerned))
    )


async def waits_elsewhere(doing: Doing, case_id: UUID, number: str) -> bool:
    """Tell whether a case is on the agenda of another board whose results are still to come."""
    beside = await doing.work.ledger_queries.with_case(case_id)
    return any(line.kind is LedgerKind.BOARD and line.state in _WAITING and line.number != number for line in beside)


def case_on(board: Board, receipt: str) -> AgendaCase:
    """Return the case of this number on the agenda; raise NotOnAgenda."""
    found = board.agenda.get(receipt.strip())
    if found is None:
        raise NotOnAgenda
    return found


DOORS: Final = (
    LedgerDoor(verb="add-case", action=Action.BOARD_KEEP, asks=OneCase, do=_add),
    LedgerDoor(verb="remove-case", action=Action.BOARD_KEEP, asks=OneCase, do=_remove),
    LedgerDoor(verb="reorder", action=Action.BOARD_KEEP, asks=Order, do=_reorder),
)
