"""How far a proposal has come, as its proposer's page shows it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.stages import Stage
from services.intake.storage.tables import progress
from shared.database.rows import given_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the proposal of a number has come."""

    proposal_id: UUID
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A proposal that has come further, with its case."""

    proposal_id: UUID
    stage: Stage
    case_id: UUID
    at: datetime


class ProgressRows:
    """The rows of `progress` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def known(self, numbers: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Progress]:
        """Return the rows of proposals by desk and receipt number; one that is not there is left out."""
        asked = {"desks": [desk for desk, _ in numbers], "receipts": [receipt for _, receipt in numbers]}
        rows = await self._connection.execute(_KNOWN, asked)
        return {(row[0], row[1]): Progress(proposal_id=row[2], stage=Stage(row[3])) for row in rows}

    async def move(self, moves: Sequence[Move]) -> None:
        """Show other stages from now on."""
        if moves:
            await self._connection.execute(
                _MOVE,
                {
                    "proposals": [move.proposal_id for move in moves],
                    "stages": [move.stage.value for move in moves],
                    "cases": [move.case_id for move in moves],
                    "times": [move.at for move in moves],
                },
            )


_ASKED = given_rows("asked", desks=Text(), receipts=Text())
_KNOWN = select(progress.c.desk_id, progress.c.receipt, progress.c.proposal_id, progress.c.stage).join(
    _ASKED, (progress.c.desk_id == _ASKED.c.desks) & (progress.c.receipt == _ASKED.c.receipts)
)
_MOVES = given_rows("moves", proposals=Uuid(), stages=Text(), cases=Uuid(), times=DateTime(timezone=True))
_MOVE = (
    update(progress)
    .where(progress.c.proposal_id == _MOVES.c.proposals)
    .values(stage=_MOVES.c.stages, case_id=_MOVES.c.cases, changed_at=_MOVES.c.times)
)
