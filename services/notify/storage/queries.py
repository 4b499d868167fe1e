"""What the pages of notify show, read with a fixed number of statements."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import REPEATABLE, MailState, Purpose, Reader, Reason, reader_of
from services.notify.domain.notification import DESK, NotificationKind
from services.notify.storage.routing_tables import case
from services.notify.storage.tables import case_access, mail_send, notification

PAGE: Final = 50
# The lists of a case that name who may see it.
ADMITTED: Final = ("offered", "taken_up", "invited", "joined")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page of the inbox begins: after this notification, unread ones standing before read ones."""

    read: bool
    notification_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One notification as its inbox shows it; `opens` says whether the reader may go on from here now."""

    notification_id: UUID
    kind: NotificationKind
    receipt: str | None
    about_id: UUID
    case_id: UUID | None
    detail: str | None
    due: date | None
    created_at: datetime
    read_at: datetime | None
    opens: bool

    @property
    def place(self) -> Place:
        """Return where the page after this row begins."""
        return Place(read=self.read_at is not None, notification_id=self.notification_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """One outgoing mail as the desk sees it: whom it concerns by number, never by address."""

    send_id: UUID
    purpose: Purpose
    receipt: str | None
    raw_id: UUID | None
    state: MailState
    reason: Reason | None
    smtp_code: int | None
    report_status: str | None
    attempt: int
    resends: int
    created_at: datetime
    next_at: datetime
    settled_at: datetime | None

    @property
    def reader(self) -> Reader:
        """Return in which role somebody is written to."""
        return reader_of(self.purpose)


_ROW: Final = (
    notification.c.notification_id,
    notification.c.kind,
    notification.c.receipt,
    notification.c.about_id,
    notification.c.case_id,
    notification.c.detail,
    notification.c.due,
    notification.c.created_at,
    notification.c.read_at,
)
_MAIL: Final = tuple(mail_send.c[column] for column in MailRow.__dataclass_fields__)
_TROUBLED: Final = tuple(state.value for state in (*REPEATABLE, MailState.DEFERRED))


async def inbox_rows(
    connection: AsyncConnection, desk_id: str, recipient: str, *, unread_only: bool, after: Place | None
) -> list[InboxRow]:
    """Return up to PAGE + 1 notifications of one post, unread first, then the newest first."""
    is_read = notification.c.read_at.is_not(None)
    found = (
        select(*_ROW, _opens(recipient).label("opens"))
        .outerjoin(case_access, case_access.c.case_id == notification.c.case_id)
        .where(notification.c.desk_id == desk_id, notification.c.recipient == recipient)
        .limit(PAGE + 1)
    )
    newest = notification.c.notification_id.desc()
    # Each order has its index; by the other one, who has read all would be asked of all they read.
    if unread_only:
        found = found.where(notification.c.read_at.is_(None)).order_by(newest)
    else:
        found = found.order_by(is_read, newest)
    if after is not None:
        later = notification.c.notification_id < after.notification_id
        found = found.where(is_read.is_(True) & later if after.read else is_read | later)
    return [_inbox_row(row) for row in await connection.execute(found)]


async def unread_count(connection: AsyncConnection, desk_id: str, recipient: str) -> int:
    """Return how many notifications of one post nobody has opened yet."""
    found = select(func.count()).where(
        notification.c.desk_id == desk_id, notification.c.recipient == recipient, notification.c.read_at.is_(None)
    )
    return int(await connection.scalar(found) or 0)


async def notification_of(
    connection: AsyncConnection, desk_id: str, notification_id: UUID
) -> tuple[str, InboxRow] | None:
    """Return the recipient and the row of one notification, or nothing."""
    found = (
        select(
            *_ROW,
            notification.c.recipient,
            *(case_access.c[name] for name in ADMITTED),
            _wishes(notification.c.recipient).label("wishes"),
        )
        .outerjoin(case_access, case_access.c.case_id == notification.c.case_id)
        .where(notification.c.notification_id == notification_id, notification.c.desk_id == desk_id)
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    recipient = values.pop("recipient")
    admitted = {unit for name in ADMITTED for unit in values.pop(name) or ()}
    wishes = values.pop("wishes")
    values["opens"] = recipient == DESK or values["case_id"] is None or recipient in admitted or wishes
    values["kind"] = NotificationKind(values["kind"])
    return recipient, InboxRow(**values)


async def mail_rows(
    connection: AsyncConnection, desk_id: str, *, troubled_only: bool, before: UUID | None
) -> list[MailRow]:
    """Return up to PAGE + 1 outgoing mails of a desk, the newest first."""
    found = select(*_MAIL).where(mail_send.c.desk_id == desk_id).order_by(mail_send.c.send_id.desc()).limit(PAGE + 1)
    if troubled_only:
        found = found.where(mail_send.c.state.in_(_TROUBLED))
    if before is not None:
        found = found.where(mail_send.c.send_id < before)
    return [_mail_row(row) for row in await connection.execute(found)]


async def troubled_count(connection: AsyncConnection, desk_id: str) -> int:
    """Return how many mails of a desk wait for another try or for a person."""
    found = select(func.count()).where(mail_send.c.desk_id == desk_id, mail_send.c.state.in_(_TROUBLED))
    return int(await connection.scalar(found) or 0)


def _opens(recipient: str) -> ColumnElement[bool]:
    # The desk sees all its cases; a department or municipality only what routing says it may see at this moment.
    if recipient == DESK:
        return literal(True)
    admitted = or_(*(case_access.c[name].contains([recipient]) for name in ADMITTED))
    return notification.c.case_id.is_(None) | func.coalesce(admitted, False) | _wishes(literal(recipient))


def _wishes(department: ColumnElement[str]) -> ColumnElement[bool]:
    # Who proposed sees its case from the first day to the last, whoever is asked.
    own = select(case.c.case_id).where(case.c.case_id == notification.c.case_id, case.c.proposing == department)
    return own.exists()


def _inbox_row(row: Row[Any]) -> InboxRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    return InboxRow(**values | {"kind": NotificationKind(values["kind"])})


def _mail_row(row: Row[Any]) -> MailRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    return MailRow(
        **values
        | {
            "purpose": Purpose(values["purpose"]),
            "state": MailState(values["state"]),
            "reason": None if values["reason"] is None else Reason(values["reason"]),
        }
    )
