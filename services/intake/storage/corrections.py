"""Corrections of how a sheet was read: only ever added, one after the other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.tables import reading_correction


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCorrection:
    """Whose reading of which field follows as which version; the words are in the document."""

    proposal_id: UUID
    desk_id: str
    version: int
    field_key: str
    document_id: UUID
    by: UUID
    at: datetime


class Corrections:
    """The rows of `reading_correction` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def add(self, new: NewCorrection) -> bool:
        """Write the correction; return False when another one has become this version before."""
        entry = insert(reading_correction).values(
            proposal_id=new.proposal_id,
            version=new.version,
            desk_id=new.desk_id,
            field_key=new.field_key,
            document_id=new.document_id,
            corrected_by=new.by,
            corrected_at=new.at,
        )
        result = await self._connection.execute(entry.on_conflict_do_nothing())
        return result.rowcount == 1
