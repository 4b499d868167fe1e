"""Take out of the sorted mails what a person wants to decide on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.storage.tables import holding, raw_message

SORTED = (Outcome.SPAM, Outcome.MACHINE)


async def take_out(connection: AsyncConnection, raw_id: UUID, *, at: datetime) -> bool:
    """Put a sorted mail into the holding box; False when it is none."""
    found = await connection.execute(
        update(raw_message)
        .where(raw_message.c.raw_id == raw_id, raw_message.c.outcome.in_(SORTED))
        .values(
            outcome=Outcome.HELD,
            outcome_detail=HoldReason.TAKEN_OUT.value,
            settled_at=at,
            version=raw_message.c.version + 1,
        )
    )
    if found.rowcount == 0:
        return False
    row = select(
        raw_message.c.raw_id, raw_message.c.desk_id, raw_message.c.outcome_detail, raw_message.c.settled_at
    ).where(raw_message.c.raw_id == raw_id)
    box = insert(holding).from_select(["raw_id", "desk_id", "reason", "held_at"], row)
    # One that was decided on before waits again.
    again = {"decision": None, "decided_by": None, "decided_at": None}
    await connection.execute(box.on_conflict_do_update(index_elements=[holding.c.raw_id], set_=again))
    return True
