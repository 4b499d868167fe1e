"""What posts were told about a case, and who opened it when: notify's own word, without any text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid, cast, column, exists, func, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.stage import ENDS
from services.routing.storage.tables import clocks, desk_case
from shared.access.tables import account

# Declared here as far as routing reads it, for services do not import each other.
_NAMES: Final = ("notification_id", "case_id", "about_id", "recipient", "kind", "created_at", "read_at")
_TOLD: Final = table("post_told", *map(column, (*_NAMES, "read_by")), schema="notify")
NOTICE: Final = table(
    "notice_state",
    column("notification_id", Uuid()),
    column("desk_id", Text()),
    column("case_id", Uuid()),
    column("about_id", Uuid()),
    column("recipient", Text()),
    column("kind", Text()),
    column("created_at", DateTime(timezone=True)),
    column("read_at", DateTime(timezone=True)),
    schema="notify",
)
# A page shows what is recent; the inbox keeps everything.
_SHOWN: Final = 20
_DESK: Final = "desk"
# What a department has to act upon; the rest only lets it know.
_CALLS: Final = ("offer_made", "reply_received", "case_due_soon", "case_overdue", "task_due_soon", "task_overdue")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One notice to a department, in notify's codes; *reader* is the name of who opened it first, if a person did."""

    recipient: str
    kind: str
    created_at: datetime
    read_at: datetime | None
    reader: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadNotice:
    """A notice that a department has not opened."""

    notification_id: UUID
    case_id: UUID
    department: str
    created_at: datetime


async def notices_about(connection: AsyncConnection, case_id: UUID) -> list[NoticeLine]:
    """Return what departments were told about a case, the newest first."""
    asked = (
        select(_TOLD.c.recipient, _TOLD.c.kind, _TOLD.c.created_at, _TOLD.c.read_at, account.c.display_name)
        .outerjoin(account, cast(account.c.id, Text) == _TOLD.c.read_by)
        .where(_TOLD.c.about_id == case_id, _TOLD.c.case_id == case_id, _TOLD.c.recipient != _DESK)
        .order_by(_TOLD.c.created_at.desc(), _TOLD.c.notification_id)
        .limit(_SHOWN)
    )
    return [
        NoticeLine(
            recipient=row.recipient,
            kind=row.kind,
            created_at=row.created_at,
            read_at=row.read_at,
            reader=row.display_name,
        )
        for row in await connection.execute(asked)
    ]


async def note_read(connection: AsyncConnection, case_id: UUID) -> None:
    """Note that whoever the transaction knows has read what called their post to a case."""
    await connection.execute(select(func.notify.note_read(case_id)))


async def unread_notices(connection: AsyncConnection, desk_id: str, before: datetime) -> list[UnreadNotice]:
    """Return what departments were told *before* and have not opened, unless the desk was told so already."""
    reported = exists().where(clocks.step.c.about_id == NOTICE.c.notification_id)
    asked = (
        select(NOTICE.c.notification_id, NOTICE.c.case_id, NOTICE.c.recipient, NOTICE.c.created_at)
        .join(desk_case, desk_case.c.case_id == NOTICE.c.case_id)
        .where(NOTICE.c.desk_id == desk_id, NOTICE.c.read_at.is_(None), NOTICE.c.created_at < before, ~reported)
        .where(NOTICE.c.recipient != _DESK, NOTICE.c.kind.in_(_CALLS), desk_case.c.stage.not_in(sorted(ENDS)))
        .order_by(NOTICE.c.created_at, NOTICE.c.notification_id)
    )
    return [
        UnreadNotice(
            notification_id=row.notification_id,
            case_id=row.case_id,
            department=row.recipient,
            created_at=row.created_at,
        )
        for row in await connection.execute(asked)
    ]
