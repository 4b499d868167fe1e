"""A board as far as somebody may know it: the desk all of it, a department its own cases and what was released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel

from services.routing.domain.ledger.boards.board import AgendaCase, Board
from services.routing.domain.ledger.boards.words import (
    AttendanceWords,
    MinutesWords,
    OutcomeWords,
    ReasonWords,
    SessionWords,
)
from services.routing.storage.applications import ApplicationLine, application_lines
from services.routing.storage.work import RoutingWork
from services.routing.web.access import reader_of
from services.routing.web.ledger.boards.words import OUTCOMES
from shared.access.actor import Actor
from shared.access.policy import Action, can

W = TypeVar("W", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRow:
    """One case of the agenda; *found* is None where nothing was found yet, or where it is held from the reader."""

    case: AgendaCase
    line: ApplicationLine | None
    found: OutcomeWords | None = field(repr=False)

    @property
    def title(self) -> str:
        """Return what is proposed, for who may read it."""
        return self.line.title if self.line else ""

    @property
    def proposer(self) -> str:
        """Return who proposes, for who may read it."""
        return self.line.proposer if self.line else ""

    @property
    def outcome(self) -> str:
        """Return what was found, in words."""
        if self.found is None:
            return ""
        return OUTCOMES[self.found.outcome] + ("" if self.case.told else "（通知前）")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBoard:
    """A board with its words; *of_desk* says that the reader may know what is held."""

    board: Board
    session: SessionWords = field(repr=False)
    rows: Sequence[AgendaRow]
    attendance: AttendanceWords | None = field(repr=False)
    minutes: MinutesWords | None = field(repr=False)
    reason: ReasonWords | None = field(repr=False)
    of_desk: bool


async def open_board(work: RoutingWork, actor: Actor, board: Board) -> OpenedBoard:
    """Open what *actor* may know of a board; an outcome that is not released is opened for the desk alone."""
    of_desk = can(actor, Action.BOARD_KEEP)
    lines = await application_lines(work.connection, board.cases, reader_of(actor))
    shown = [one for one in board.cases_in_order if of_desk or (one.told and _may_read(lines, one))]
    found = await work.ledger_texts.open_many([one.outcome_id for one in shown if one.outcome_id], OutcomeWords)
    known = {one.receipt for one in shown}
    rows = [
        AgendaRow(
            case=one,
            line=lines.get(one.case_id),
            found=found.get(one.outcome_id) if one.outcome_id and one.receipt in known else None,
        )
        for one in board.cases_in_order
    ]
    return OpenedBoard(
        board=board,
        session=await work.ledger_texts.open(board.text_id, SessionWords),
        rows=rows,
        attendance=await _one(work, board.attendance_id if of_desk else None, AttendanceWords),
        minutes=await _one(work, board.minutes_id if of_desk else None, MinutesWords),
        reason=await _one(work, board.reason_id if of_desk else None, ReasonWords),
        of_desk=of_desk,
    )


def _may_read(lines: Mapping[UUID, ApplicationLine], one: AgendaCase) -> bool:
    line = lines.get(one.case_id)
    return line is not None and bool(line.title)


async def _one(work: RoutingWork, document_id: UUID | None, shape: type[W]) -> W | None:
    found = await work.ledger_texts.open_many([] if document_id is None else [document_id], shape)
    return next(iter(found.values()), None)
