"""What became of the mails to a proposer: notify's own word, without address and text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

_MAIL: Final = table(
    "proposal_mail",
    *map(column, ("send_id", "proposal_id", "purpose", "state", "reason", "created_at", "settled_at")),
    schema="notify",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """One mail to the proposer, in notify's codes."""

    purpose: str
    state: str
    reason: str | None
    created_at: datetime
    settled_at: datetime | None


async def mails_about(connection: AsyncConnection, proposal_id: UUID) -> list[MailLine]:
    """Return the mails about a proposal, the newest first."""
    asked = (
        select(*(_MAIL.c[name] for name in MailLine.__dataclass_fields__))
        .where(_MAIL.c.proposal_id == proposal_id)
        .order_by(_MAIL.c.send_id.desc())
    )
    return [MailLine(**row._mapping) for row in await connection.execute(asked)]  # noqa: SLF001 - its public way
