"""How far a proposal has come, as its proposer's page shows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.stages import Stage
from services.intake.storage.tables import progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The row of one proposal; `case_version` is the newest version of the case it knows."""

    proposal_id: UUID
    case_version: int
    stage: Stage


class ProgressRows:
    """The rows of `progress` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def begin(self, proposal_id: UUID, desk_id: str, receipt: str, *, at: datetime) -> None:
        """Begin the row of a proposal that was just accepted."""
        await self._connection.execute(
            progress.insert().values(
                proposal_id=proposal_id, desk_id=desk_id, receipt=receipt, stage=Stage.RECEIVED, changed_at=at
            )
        )

    async def lock(self, desk_id: str, receipt: str) -> Progress | None:
        """Return the row of a proposal, locked."""
        found = select(progress.c.proposal_id, progress.c.case_version, progress.c.stage)
        found = found.where(progress.c.desk_id == desk_id, progress.c.receipt == receipt).with_for_update()
        row = (await self._connection.execute(found)).one_or_none()
        if row is None:
            return None
        return Progress(proposal_id=row.proposal_id, case_version=row.case_version, stage=Stage(row.stage))

    async def move(self, proposal_id: UUID, stage: Stage, *, case_id: UUID, case_version: int, at: datetime) -> None:
        """Show *stage* from now on."""
        await self._connection.execute(
            update(progress)
            .where(progress.c.proposal_id == proposal_id)
            .values(stage=stage, case_id=case_id, case_version=case_version, changed_at=at)
        )

    async def note_version(self, proposal_id: UUID, *, case_id: UUID, case_version: int) -> None:
        """Remember a newer version that changes nothing a proposer sees."""
        await self._connection.execute(
            update(progress)
            .where(progress.c.proposal_id == proposal_id)
            .values(case_id=case_id, case_version=case_version)
        )
