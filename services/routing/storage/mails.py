"""What became of the mails of a case: notify's own word, without address and text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import column, or_, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

_MAIL: Final = table(
    "case_mail",
    *map(
        column,
        (
            "send_id",
            "proposal_id",
            "case_id",
            "offer_id",
            "post",
            "purpose",
            "state",
            "reason",
            "attempt",
            "resends",
            "text_version",
            "created_at",
            "settled_at",
        ),
    ),
    schema="notify",
)
_TO_STAFF: Final = "staff_"
_TO_COMPANIES: Final = "party_"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """One mail of a case, in notify's codes; *post* is whose inbox a mail to a colleague told of."""

    send_id: UUID
    offer_id: UUID | None
    post: str | None
    purpose: str
    state: str
    reason: str | None
    attempt: int
    resends: int
    text_version: int | None
    created_at: datetime
    settled_at: datetime | None

    @property
    def reader(self) -> str:
        """Return in which role somebody was written to: `proposer`, `company` or `staff`."""
        if self.purpose.startswith(_TO_STAFF):
            return "staff"
        return "company" if self.purpose.startswith(_TO_COMPANIES) else "proposer"


async def mails_about(connection: AsyncConnection, proposal_id: UUID, case_id: UUID) -> list[MailLine]:
    """Return the mails about a proposal and its case, the newest first."""
    asked = (
        select(*(_MAIL.c[name] for name in MailLine.__dataclass_fields__))
        .where(or_(_MAIL.c.proposal_id == proposal_id, _MAIL.c.case_id == case_id))
        .order_by(_MAIL.c.send_id.desc())
    )
    return [MailLine(**row._mapping) for row in await connection.execute(asked)]  # noqa: SLF001 - its public way
