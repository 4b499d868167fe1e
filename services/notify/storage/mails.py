"""The record of outgoing mail: claimed, settled, never twice for one purpose and recipient."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, func, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import (
    REPEATABLE,
    STALE_AFTER,
    Ending,
    MailSend,
    MailState,
    Purpose,
    Reason,
    message_id_of,
)
from services.notify.storage.mail_statements import (
    BOUNCED,
    CLAIM,
    DELAY_REPORTED,
    HOLD_DUE,
    HOPELESS,
    KEEP_COPIES,
    PUT_BACK,
    SENT,
    STANDING,
    TAKE_OVER,
)
from services.notify.storage.tables import mail_send
from shared.database.rows import insert_new_rows
from shared.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail that is to be sent to whom *recipient_ref* names."""

    desk_id: str
    purpose: Purpose
    recipient_ref: UUID
    event_id: UUID
    correlation_id: UUID
    sender_address: str
    # A proposal with its number, or a message that has none yet.
    proposal_id: UUID | None = None
    receipt: str | None = None
    raw_id: UUID | None = None
    # Or a person of the office.
    account_id: UUID | None = None
    # Or somebody who registered for a forum, or who is invited to one.
    registration_id: UUID | None = None
    item_id: UUID | None = None
    content_id: UUID | None = None
    case_id: UUID | None = None
    offer_id: UUID | None = None
    note_id: UUID | None = None
    due: date | None = None
    about_version: int | None = None
    send_id: UUID = field(default_factory=new_id)


# The columns a new mail names as they are.
_NEW: Final = tuple(name for name in NewMail.__dataclass_fields__ if name != "sender_address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The receipt number a mail speaks of, and where it stands now."""

    receipt: str | None
    state: MailState


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A mail the server took over, with its answer and the mark of the address."""

    mail: MailSend
    code: int
    address_mark: bytes
    text_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureReport:
    """What a mail server reported about one of our mails, and when, with its status code if it said one."""

    send_id: UUID
    desk_id: str
    status: str | None
    at: datetime


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
        self._stale_after = {"stale_after": stale_after}

    async def create(self, news: Iterable[NewMail]) -> None:
        """Record with one statement what is to be sent; the same purpose, event and recipient again is nothing."""
        rows = [
            {name: getattr(new, name) for name in _NEW}
            | {
                "purpose": new.purpose.value,
                "message_id": message_id_of(new.send_id, new.sender_address),
                "state": MailState.CREATED.value,
            }
            for new in news
        ]
        if await insert_new_rows(self._connection, mail_send, rows):
            self._recorded()

    async def claim(self, purposes: Iterable[Purpose], most: int) -> list[MailSend]:
        """Take at most *most* due mails of these purposes as `sending`, the longest waiting first."""
        about = [purpose.value for purpose in purposes]
        rows = await self._connection.execute(CLAIM, {"about": about, "most": most})
        return sorted(map(_mail, rows), key=lambda mail: mail.send_id)

    async def hold_due(self, purpose: Purpose, reason: Reason, *, wait: timedelta, most: int) -> int:
        """Let at most *most* due mails wait for calmer times, unopened, and return how many there were."""
        held = await self._connection.execute(
            HOLD_DUE, {"about": [purpose.value], "most": most, "why": reason.value, "wait": wait}
        )
        return held.rowcount

    async def take_over(self, *, but: Collection[UUID] = ()) -> list[Purpose]:
        """Let what a killed process left in `sending` be due again, counted, and return the purposes of these mails.

        All *but* those of which the caller knows that they were not left.
        """
        rows = await self._connection.execute(TAKE_OVER, {**self._stale_after, "held": list(but)})
        return [Purpose(purpose) for purpose in rows.scalars()]

    async def hopeless(self, *, but: Collection[UUID] = ()) -> list[MailSend]:
        """Return the mails, *but* these, whose sending was cut off too often: a person must find out."""
        rows = await self._connection.execute(HOPELESS, {**self._stale_after, "held": list(but)})
        return [_mail(row) for row in rows]

    async def standing(self, send_ids: Collection[UUID]) -> dict[UUID, Standing]:
        """Return of what these mails speak and where they stand now."""
        rows = await self._connection.execute(STANDING, {"mails": list(send_ids)})
        return {row.send_id: Standing(receipt=row.receipt, state=MailState(row.state)) for row in rows}

    async def sent(self, taken: Sequence[Taken]) -> frozenset[UUID]:
        """Record that the server took these over; those that somebody has settled already are not returned."""
        said = {
            "which": [one.mail.send_id for one in taken],
            "tried": [one.mail.attempt for one in taken],
            "counted": [one.mail.version + 1 for one in taken],
            "answered": [one.code for one in taken],
            "marked": [one.address_mark for one in taken],
            "worded": [one.text_version for one in taken],
        }
        return frozenset((await self._connection.execute(SENT, said)).scalars())

    async def keep_copies(self, documents: Mapping[UUID, UUID]) -> None:
        """Note which document holds each mail as it was sent."""
        await self._connection.execute(KEEP_COPIES, {"which": list(documents), "kept": list(documents.values())})

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

    async def deferred(
        self, mail: MailSend, reason: Reason, *, code: int | None, wait: timedelta, may_have_arrived: bool = False
    ) -> bool:
        """Record that it is tried again after *wait*, counted as one more copy where it *may_have_arrived*."""
        return await self._settle(
            mail,
            MailState.DEFERRED,
            reason=reason.value,
            smtp_code=code,
            next_at=func.clock_timestamp() + wait,
            resends=mail.resends + may_have_arrived,
        )

    async def put_back(self, mails: Collection[MailSend], reason: Reason | None, *, wait: timedelta) -> None:
        """Record with one statement that these wait until later, which is no attempt: they have not been sent off."""
        said = {"which": [mail.send_id for mail in mails], "tried": [mail.attempt for mail in mails]}
        await self._connection.execute(PUT_BACK, {**said, "why": reason and reason.value, "wait": wait})

    async def bounced(self, reports: Sequence[FailureReport]) -> list[MailSend]:
        """Record that these came back, and return those of which nobody knew it yet, with their new versions."""
        return [_mail(row) for row in await self._connection.execute(BOUNCED, _reported(reports))]

    async def delay_reported(self, reports: Sequence[FailureReport]) -> None:
        """Note on mails that left that they are late."""
        await self._connection.execute(DELAY_REPORTED, _reported(reports))

    async def needless(self, mail: MailSend) -> None:
        """Record that it need not be sent any more."""
        await self._settle(mail, MailState.NEEDLESS, reason=None, settled_at=func.clock_timestamp())

    async def try_again(self, send_id: UUID) -> bool:
        """Queue a mail that was given up once more, with all its tries; False when there is nothing to repeat."""
        found = await self._connection.execute(
            update(mail_send)
            .where(
                mail_send.c.send_id == send_id,
                mail_send.c.state.in_([state.value for state in REPEATABLE]),
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


def _reported(reports: Sequence[FailureReport]) -> dict[str, list[Any]]:
    return {
        "which": [one.send_id for one in reports],
        "of_desk": [one.desk_id for one in reports],
        "why": [one.status for one in reports],
        "told_at": [one.at for one in reports],
    }


def _mail(row: Row[Any]) -> MailSend:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    return MailSend(**values | {"purpose": Purpose(values["purpose"])})
