"""What proposers are asked to prepare, as their pages show it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.todos import TodoState, TodoStep
from services.intake.storage.tables import proposer_todo


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTodo:
    """One thing as its row knows it; the words are opened by their ids."""

    todo_id: UUID
    words_id: UUID
    due: date | None
    reportable: bool
    state: TodoState
    missing_id: UUID | None
    changed_at: datetime

    @property
    def asks(self) -> bool:
        """Tell whether the page takes a report that it is done."""
        return self.reportable and self.state is TodoState.OPEN


class Todos:
    """The rows of `proposer_todo` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def follow(self, step: TodoStep, proposal_id: UUID, desk_id: str, at: datetime) -> None:
        """Show what was said of one thing; what the proposer was never asked for changes nothing."""
        if step.words_id is None:
            changes = {"state": step.state, "changed_at": at}
            sent_back = {"due": step.due, "missing_id": step.missing_id} if step.missing_id else {}
            meant = proposer_todo.c.todo_id == step.todo_id
            await self._connection.execute(update(proposer_todo).where(meant).values(changes | sent_back))
            return
        said = {
            "words_id": step.words_id,
            "due": step.due,
            "reportable": step.reportable,
            "state": step.state,
            "missing_id": None,
            "changed_at": at,
        }
        row = said | {"todo_id": step.todo_id, "proposal_id": proposal_id, "desk_id": desk_id, "asked_at": at}
        asked = insert(proposer_todo).values(row)
        await self._connection.execute(asked.on_conflict_do_update(index_elements=["todo_id"], set_=said))

    async def drop_all(self, proposal_id: UUID, at: datetime) -> None:
        """Ask for nothing any more of what was asked before."""
        one = proposer_todo.c
        unsettled = (one.proposal_id == proposal_id, one.state.in_((TodoState.OPEN, TodoState.REPORTED)))
        await self._connection.execute(
            update(proposer_todo).where(*unsettled).values(state=TodoState.DROPPED, changed_at=at)
        )

    async def of(self, proposal_id: UUID) -> list[AskedTodo]:
        """Return what one proposer is or was asked for, what is due first before the rest."""
        one = proposer_todo.c
        rows = await self._connection.execute(
            select(one.todo_id, one.words_id, one.due, one.reportable, one.state, one.missing_id, one.changed_at)
            .where(one.proposal_id == proposal_id)
            .order_by(one.due.asc().nulls_last(), one.asked_at, one.todo_id)
        )
        return [AskedTodo(**{**row, "state": TodoState(row["state"])}) for row in rows.mappings()]

    async def report(self, proposal_id: UUID, todo_id: UUID, words_id: UUID, at: datetime) -> bool:
        """Remember that the proposer says it is done, as the page showed it; tell whether it was waited for."""
        one = proposer_todo.c
        waiting = (
            one.proposal_id == proposal_id,
            one.todo_id == todo_id,
            one.words_id == words_id,
            one.reportable,
            one.state == TodoState.OPEN,
        )
        said = update(proposer_todo).where(*waiting).values(state=TodoState.REPORTED, changed_at=at)
        return bool((await self._connection.execute(said)).rowcount)
