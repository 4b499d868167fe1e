"""The record of outgoing mail: claimed, settled, never twice for one purpose and recipient."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CTE,
    Integer,
    LargeBinary,
    Row,
    Uuid,
    and_,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import (
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
from shared.database.rows import given_rows, insert_new_rows, list_of
from shared.ids import new_id

_COLUMNS = tuple(mail_send.c[column] for column in MailSend.__dataclass_fields__)
# Said as the partial indexes say them, so that the database finds them whatever else a statement asks; `now()` for the
# same reason: a clock that may differ from row to row cannot be looked up in an index.
_waiting: Final = mail_send.c.state.in_((literal_column("'created'"), literal_column("'deferred'")))
_sending: Final = mail_send.c.state == literal_column("'sending'")
# Named otherwise than the columns they go into: the parameters of an UPDATE may not share their names.
_TAKEN: Final = given_rows(
    "taken", which=Uuid(), tried=Integer(), counted=Integer(), answered=Integer(), marked=LargeBinary()
)
_SENT: Final = (
    update(mail_send)
    .where(
        mail_send.c.send_id == _TAKEN.c.which,
        mail_send.c.attempt == _TAKEN.c.tried,
        mail_send.c.state == literal_column("'sending'"),
    )
    .values(
        state=MailState.SENT.value,
        reason=None,
        smtp_code=_TAKEN.c.answered,
        address_mark=_TAKEN.c.marked,
        settled_at=func.clock_timestamp(),
        version=_TAKEN.c.counted,
    )
    .returning(mail_send.c.send_id)
)
_COPY: Final = given_rows("copy", which=Uuid(), kept=Uuid())
_KEEP_COPIES: Final = update(mail_send).where(mail_send.c.send_id == _COPY.c.which).values(document_id=_COPY.c.kept)


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
class Standing:
    """The receipt number a mail speaks of, and where it stands now."""

    receipt: str
    state: MailState


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A mail the server took over, with its answer and the mark of the address."""

    mail: MailSend
    code: int
    address_mark: bytes


class Mails:
    """The rows of mail_send in one transaction."""

    def __init__(
        self,
        connection: AsyncConnection,
        *,
        recorded: Callable[[], None] = lambda: None,
        stale_after: timedelta = STALE_AFTER,
    ) -> None:
        """Join the caller's transaction; say *recorded* when a mail is to be sent once it commits.

        What is being sent for longer than *stale_after* was left behind by a killed process.
        """
        self._connection = connection
        self._recorded = recorded
        self._left_behind = and_(_sending, mail_send.c.sending_at < func.now() - stale_after)

    async def create(self, news: Iterable[NewMail]) -> None:
        """Record with one statement what is to be sent; the same purpose, event and recipient again is nothing."""
        rows = []
        for new in news:
            send_id = new_id()
            rows.append(
                {
                    "send_id": send_id,
                    "desk_id": new.desk_id,
                    "purpose": new.purpose.value,
                    "recipient_ref": new.recipient_ref,
                    "proposal_id": new.proposal_id,
                    "receipt": new.receipt,
                    "event_id": new.event_id,
                    "correlation_id": new.correlation_id,
                    "message_id": message_id_of(send_id, new.sender_address),
                    "state": MailState.CREATED.value,
                }
            )
        if await insert_new_rows(self._connection, mail_send, rows):
            self._recorded()

    async def claim(self, purpose: Purpose, most: int) -> list[MailSend]:
        """Take at most *most* due mails as `sending`, the longest waiting first."""
        due = _due(purpose, most)
        rows = await self._connection.execute(
            update(mail_send)
            .where(mail_send.c.send_id == due.c.send_id)
            .values(state=MailState.SENDING.value, sending_at=func.clock_timestamp(), attempt=mail_send.c.attempt + 1)
            .returning(*_COLUMNS)
        )
        return sorted(map(_mail, rows), key=lambda mail: mail.send_id)

    async def hold_due(self, purpose: Purpose, reason: Reason, *, wait: timedelta, most: int) -> int:
        """Let at most *most* due mails wait for calmer times, unopened, and return how many there were."""
        due = _due(purpose, most)
        held = await self._connection.execute(
            update(mail_send)
            .where(mail_send.c.send_id == due.c.send_id)
            .values(state=MailState.DEFERRED.value, reason=reason.value, next_at=func.now() + wait)
        )
        return held.rowcount

    async def take_over(self) -> list[Purpose]:
        """Let what a killed process left in `sending` be due again, counted, and return the purposes of these mails."""
        rows = await self._connection.execute(
            update(mail_send)
            .where(self._left_behind, mail_send.c.resends < MAX_RESENDS)
            .values(state=MailState.DEFERRED.value, reason=None, next_at=func.now(), resends=mail_send.c.resends + 1)
            .returning(mail_send.c.purpose)
        )
        return [Purpose(purpose) for purpose in rows.scalars()]

    async def hopeless(self) -> list[MailSend]:
        """Return the mails whose sending was cut off too often, as they stand: a person must find out."""
        rows = await self._connection.execute(
            select(*_COLUMNS).where(self._left_behind, mail_send.c.resends >= MAX_RESENDS)
        )
        return [_mail(row) for row in rows]

    async def standing(self, send_ids: Collection[UUID]) -> dict[UUID, Standing]:
        """Return of what these mails speak and where they stand now."""
        rows = await self._connection.execute(
            select(mail_send.c.send_id, mail_send.c.receipt, mail_send.c.state).where(
                mail_send.c.send_id == func.any(list_of(send_ids, Uuid()))
            )
        )
        return {row.send_id: Standing(receipt=row.receipt, state=MailState(row.state)) for row in rows}

    async def sent(self, taken: Sequence[Taken]) -> frozenset[UUID]:
        """Record that the server took these over; those that somebody has settled already are not returned."""
        said = {
            "which": [one.mail.send_id for one in taken],
            "tried": [one.mail.attempt for one in taken],
            "counted": [one.mail.version + 1 for one in taken],
            "answered": [one.code for one in taken],
            "marked": [one.address_mark for one in taken],
        }
        return frozenset((await self._connection.execute(_SENT, said)).scalars())

    async def keep_copies(self, documents: Mapping[UUID, UUID]) -> None:
        """Note which document holds each mail as it was sent."""
        await self._connection.execute(_KEEP_COPIES, {"which": list(documents), "kept": list(documents.values())})

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


def _due(purpose: Purpose, most: int) -> CTE:
    return (
        select(mail_send.c.send_id)
        .where(_waiting, mail_send.c.next_at <= func.now(), mail_send.c.purpose == purpose.value)
        .order_by(mail_send.c.next_at, mail_send.c.send_id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )


def _mail(row: Row[Any]) -> MailSend:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    return MailSend(**values | {"purpose": Purpose(values["purpose"])})
