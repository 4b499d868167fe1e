"""What proposers did with their cases, as intake tells it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.tables import desk_case, note_opened
from shared.database.rows import insert_new_rows, list_of
from shared.events import NoteOpened, Recorded


class ProposerStore:
    """Cases by their proposals, and which words of the office their pages have shown."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def cases_of(self, proposal_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """Return the cases of these proposals, by proposal; one that is not opened yet is not among them."""
        wanted = desk_case.c.proposal_id == func.any(list_of(proposal_ids, Uuid()))
        found = await self._connection.execute(select(desk_case.c.proposal_id, desk_case.c.case_id).where(wanted))
        return {row.proposal_id: row.case_id for row in found}

    async def waiting_since(self, case_id: UUID) -> datetime:
        """Return since when the case is in its stage."""
        since: datetime | None = await self._connection.scalar(
            select(desk_case.c.stage_since).where(desk_case.c.case_id == case_id)
        )
        if since is None:
            raise AssertionError("a case that is held has a row")
        return since

    async def keep_opened(self, told: Sequence[Recorded[NoteOpened]]) -> None:
        """Remember when each note was first shown, however often it is told."""
        rows = [
            {"note_id": one.fact.note_id, "proposal_id": one.aggregate_id, "opened_at": one.occurred_at} for one in told
        ]
        await insert_new_rows(self._connection, note_opened, rows)

    async def opened(self, proposal_id: UUID) -> dict[UUID, datetime]:
        """Return which words of the office the page of this proposal has shown, and when first."""
        found = await self._connection.execute(
            select(note_opened.c.note_id, note_opened.c.opened_at).where(note_opened.c.proposal_id == proposal_id)
        )
        return {row.note_id: row.opened_at for row in found}
