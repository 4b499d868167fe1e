"""The record of outgoing mail: claimed, settled, never twice for one purpose and recipient."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import (
    ADDRESS_WINDOW,
    HOUR_WINDOW,
    MAX_RESENDS,
    STALE_AFTER,
    Ending,
    MailSend,
    MailState,
    Purpose,
    Reason,
    message_id_of,
)
from services.notify.storage.tables import mail_send
from shared.ids import new_id

_WAITING = (MailState.CREATED.value, MailState.DEFERRED.value)
_COLUMNS = tuple(mail_send.c[column] for column in MailSend.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail that is to be sent to whom *recipient_ref* names."""

    desk_id: str
    purpose: Purpose
    recipient_ref: UUID
    proposal_id: UUID
    receipt: str
    event_id: UUID
    correlation_id: UUID
    sender_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How many mails of one purpose were sent lately."""

    to_address_today: int
    in_this_hour: int


class Mails:
    """The rows of mail_send in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def create(self, new: NewMail) -> None:
        """Record that the mail is to be sent; the same purpose, event and recipient again is nothing."""
        send_id = new_id()
        await self._connection.execute(
            insert(mail_send)
            .values(
                send_id=send_id,
                desk_id=new.desk_id,
                purpose=new.purpose.value,
                recipient_ref=new.recipient_ref,
                proposal_id=new.proposal_id,
                receipt=new.receipt,
                event_id=new.event_id,
                correlation_id=new.correlation_id,
                message_id=message_id_of(send_id, new.sender_address),
                state=MailState.CREATED.value,
            )
            .on_conflict_do_nothing()
        )

    async def claim(self) -> MailSend | None:
        """Take one due mail as `sending`; what a killed process left in that state is taken over and counted."""
        stale = and_(
            mail_send.c.state == MailState.SENDING.value,
            mail_send.c.sending_at < func.clock_timestamp() - STALE_AFTER,
            mail_send.c.resends < MAX_RESENDS,
        )
        waiting = and_(mail_send.c.state.in_(_WAITING), mail_send.c.next_at <= func.clock_timestamp())
        due = (
            select(mail_send.c.send_id, mail_send.c.state)
            .where(or_(waiting, stale))
            .order_by(mail_send.c.next_at, mail_send.c.send_id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        taken_over = (due.c.state == MailState.SENDING.value).cast(mail_send.c.resends.type)
        row = (
            await self._connection.execute(
                update(mail_send)
                .where(mail_send.c.send_id == due.c.send_id)
                .values(
                    state=MailState.SENDING.value,
                    sending_at=func.clock_timestamp(),
                    attempt=mail_send.c.attempt + 1,
                    resends=mail_send.c.resends + taken_over,
                )
                .returning(*_COLUMNS)
            )
        ).one_or_none()
        return None if row is None else _mail(row)

    async def hopeless(self) -> list[MailSend]:
        """Return the mails whose sending was cut off too often, as they stand: a person must find out."""
        rows = await self._connection.execute(
            select(*_COLUMNS).where(
                mail_send.c.state == MailState.SENDING.value,
                mail_send.c.sending_at < func.clock_timestamp() - STALE_AFTER,
                mail_send.c.resends >= MAX_RESENDS,
            )
        )
        return [_mail(row) for row in rows]

    async def standing(self, send_id: UUID) -> tuple[str, MailState] | None:
        """Return the receipt number a mail speaks of and its state now, or nothing."""
        found = select(mail_send.c.receipt, mail_send.c.state).where(mail_send.c.send_id == send_id)
        row = (await self._connection.execute(found)).one_or_none()
        return None if row is None else (row.receipt, MailState(row.state))

    async def traffic(self, purpose: Purpose, address_mark: bytes) -> Traffic:
        """Return how much was sent lately, for the brake."""
        sent = and_(mail_send.c.purpose == purpose.value, mail_send.c.state == MailState.SENT.value)
        today = select(func.count()).where(
            sent,
            mail_send.c.address_mark == address_mark,
            mail_send.c.settled_at > func.clock_timestamp() - ADDRESS_WINDOW,
        )
        hour = select(func.count()).where(sent, mail_send.c.settled_at > func.clock_timestamp() - HOUR_WINDOW)
        row = (await self._connection.execute(select(today.scalar_subquery(), hour.scalar_subquery()))).one()
        return Traffic(to_address_today=row[0], in_this_hour=row[1])

    async def sent(self, mail: MailSend, *, code: int, address_mark: bytes) -> bool:
        """Record that the server took it over; False when somebody has settled this attempt already."""
        return await self._settle(
            mail,
            MailState.SENT,
            reason=None,
            smtp_code=code,
            address_mark=address_mark,
            settled_at=func.clock_timestamp(),
            version=mail.version + 1,
        )

    async def keep_copy(self, send_id: UUID, document_id: UUID) -> None:
        """Note which document holds the mail as it was sent."""
        await self._connection.execute(
            update(mail_send).where(mail_send.c.send_id == send_id).values(document_id=document_id)
        )

    async def gave_up(self, mail: MailSend, ending: Ending, *, told: bool = True) -> bool:
        """Record that a person must help; False when somebody has settled this attempt already.

        The version counts what was *told* of the mail: an ending without a fact leaves it as it is.
        """
        return await self._settle(
            mail,
            ending.state,
            reason=ending.reason.value,
            smtp_code=ending.code,
            settled_at=func.clock_timestamp(),
            version=mail.version + told,
        )

    async def deferred(self, mail: MailSend, reason: Reason, *, code: int | None, wait: timedelta) -> bool:
        """Record that it is tried again after *wait*."""
        return await self._settle(
            mail,
            MailState.DEFERRED,
            reason=reason.value,
            smtp_code=code,
            next_at=func.clock_timestamp() + wait,
        )

    async def braked(self, mail: MailSend, reason: Reason, *, wait: timedelta) -> bool:
        """Record that it waits for calmer times, which is no attempt."""
        return await self._settle(
            mail,
            MailState.DEFERRED,
            reason=reason.value,
            attempt=mail.attempt - 1,
            next_at=func.clock_timestamp() + wait,
        )

    async def try_again(self, send_id: UUID) -> bool:
        """Queue a mail that was given up once more, with all its tries; False when there is nothing to repeat."""
        found = await self._connection.execute(
            update(mail_send)
            .where(
                mail_send.c.send_id == send_id,
                mail_send.c.state.in_((MailState.FAILED.value, MailState.UNKNOWN.value)),
            )
            .values(state=MailState.CREATED.value, reason=None, attempt=0, resends=0, next_at=func.clock_timestamp())
        )
        return found.rowcount == 1

    async def _settle(self, mail: MailSend, state: MailState, **values: Any) -> bool:
        found = await self._connection.execute(
            update(mail_send)
            .where(
                mail_send.c.send_id == mail.send_id,
                mail_send.c.state == MailState.SENDING.value,
                mail_send.c.attempt == mail.attempt,
            )
            .values(state=state.value, **values)
        )
        return found.rowcount == 1


def _mail(row: Row[Any]) -> MailSend:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    return MailSend(**values | {"purpose": Purpose(values["purpose"])})
