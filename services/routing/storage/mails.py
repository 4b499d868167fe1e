"""What became of the mails of a case: notify's own word, without address and text."""

from collections.abc import Mapping
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
_READERS: Final = {"staff_": "staff", "party_": "company", "attendee_": "attendee", "media_": "media"}
_FORUM_MAIL: Final = table(
    "forum_mail",
    *map(column, ("send_id", "desk_id", "number", "registration_id", "contact_id", "purpose", "state")),
    schema="notify",
)
_MEDIA_MAIL: Final = table(
    "media_mail", *map(column, ("send_id", "desk_id", "number", "letter_id", "contact_id", "state")), schema="notify"
)


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
        """Return in which role somebody was written to: `proposer`, `company`, `attendee`, `media` or `staff`."""
        return next((who for prefix, who in _READERS.items() if self.purpose.startswith(prefix)), "proposer")


async def mails_about(connection: AsyncConnection, proposal_id: UUID, case_id: UUID) -> list[MailLine]:
    """Return the mails about a proposal and its case, the newest first."""
    asked = (
        select(*(_MAIL.c[name] for name in MailLine.__dataclass_fields__))
        .where(or_(_MAIL.c.proposal_id == proposal_id, _MAIL.c.case_id == case_id))
        .order_by(_MAIL.c.send_id.desc())
    )
    return [MailLine(**row._mapping) for row in await connection.execute(asked)]  # noqa: SLF001 - its public way


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumMail:
    """The last mail to somebody who registered for a forum, or is invited to it, in notify's codes."""

    purpose: str
    state: str


async def forum_mails(connection: AsyncConnection, desk_id: str, number: str) -> Mapping[UUID, ForumMail]:
    """Return what became of the last mail, by registration, or by contact of who is invited; for the desk alone."""
    seen = _FORUM_MAIL.c
    asked = select(seen.registration_id, seen.contact_id, seen.purpose, seen.state)
    rows = await connection.execute(asked.where(seen.desk_id == desk_id, seen.number == number).order_by(seen.send_id))
    return {row.registration_id or row.contact_id: ForumMail(purpose=row.purpose, state=row.state) for row in rows}


async def media_mails(connection: AsyncConnection, desk_id: str, number: str) -> Mapping[tuple[UUID, UUID], str]:
    """Return how each mail of a release stands, by the letter it carries and the contact it goes to."""
    seen = _MEDIA_MAIL.c
    asked = select(seen.letter_id, seen.contact_id, seen.state)
    rows = await connection.execute(asked.where(seen.desk_id == desk_id, seen.number == number).order_by(seen.send_id))
    return {(row.letter_id, row.contact_id): row.state for row in rows}
