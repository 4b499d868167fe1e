"""Read pending messages: claimed in one transaction, read outside of any, settled in another, several at once.

A process that dies in between leaves a claim that runs out; the mails are then read by whoever comes next.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final
from uuid import UUID

import structlog
from prometheus_client import Counter

from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.handlers.held_forms import accept_held_form
from services.intake.handlers.mail_reading import ReadMail, settle_mails
from services.intake.mailbox.claimed import BATCH, BATCH_BYTES, Claimed, groups_of, is_full
from services.intake.ports import Clock, MailReader, ReaderGaveUp
from services.intake.storage.raw_messages import LEASE, ClaimedRaw
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.documents import Document, DocumentKind
from shared.documents.keys import WrongKey
from shared.errors import Temporary
from shared.events import Channel
from shared.failpoints import Failpoint, reached
from shared.pace import Pace
from shared.scheme.model import DeskScheme
from shared.steps import unbroken

log = structlog.get_logger()
PUT_OFF: Final = Counter("desk_raw_messages_put_off", "Messages a fault of ours kept from being read or settled.")
POLL_SECONDS: Final = 1.0
AWAY_SECONDS: Final = 1.0


class MailReading:
    """Reads what waits, several batches at the same time; woken at once, with polling as the net."""

    def __init__(
        self,
        transactions: Transactions[Work],
        reader: MailReader,
        schemes: Mapping[str, DeskScheme],
        clock: Clock,
        *,
        at_once: int,
        link_secret: str,
    ) -> None:
        """Work on at most *at_once* batches at the same time; *link_secret* opens the addresses we gave away."""
        self._transactions = transactions
        self._reader = reader
        self._schemes = schemes
        self._clock = clock
        self._link_secret = link_secret
        self._free = asyncio.Semaphore(at_once)
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look now: a mail was accepted."""
        self._woken.set()

    async def run(self) -> None:
        """Read until cancelled; batches in hand are finished first, or their mails would wait for the lease's end."""
        pace = Pace()
        async with asyncio.TaskGroup() as batches:
            while True:
                await self._free.acquire()
                pace.begin()
                self._woken.clear()
                claimed = await self._claim_if_possible()
                if claimed:
                    batches.create_task(self._read_batch(claimed))
                else:
                    self._free.release()
                if not is_full(claimed):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)
                    await pace.end(len(claimed))

    async def read_once(self) -> int:
        """Read what waits, at most one batch, and return how many messages that were."""
        claimed = await self._claim()
        await self._read(claimed)
        return len(claimed)

    async def _claim_if_possible(self) -> list[Claimed]:
        try:
            return await self._claim()
        except Temporary as error:
            log.warning("mail_reading_waits", error_class=type(error).__name__)
            await asyncio.sleep(AWAY_SECONDS)
            return []

    async def _read_batch(self, claimed: list[Claimed]) -> None:
        try:
            await unbroken(self._read(claimed))
        except Temporary as error:
            log.warning("mail_reading_waits", error_class=type(error).__name__)
            await asyncio.sleep(AWAY_SECONDS)
        finally:
            self._free.release()

    async def _claim(self) -> list[Claimed]:
        async with self._transactions.begin() as work:
            claimed = await work.raw_messages.claim(BATCH, self._schemes, max_bytes=BATCH_BYTES)
            mails = [raw.raw_id for raw in claimed if raw.channel is Channel.MAIL]
            opened = await _open(mails, work)
        if claimed:
            reached(Failpoint.READING_CLAIMED)
        return [Claimed(raw, opened.get(raw.raw_id, ())) for raw in claimed]

    async def _read(self, claimed: Sequence[Claimed]) -> None:
        left = {one.raw.raw_id: one.raw.attempt for one in claimed}
        keeping = asyncio.create_task(self._keep_claims(left))
        try:
            await self._take_all(groups_of(claimed), left)
        except (Temporary, asyncio.CancelledError):
            # This process is stopping: the next one shall not wait for the claims to run out.
            keeping.cancel()
            with suppress(Temporary):
                async with self._transactions.begin() as work:
                    await work.raw_messages.release(left)
            raise
        finally:
            keeping.cancel()

    async def _keep_claims(self, left: Mapping[UUID, int]) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            with suppress(Temporary):
                async with self._transactions.begin() as work:
                    await work.raw_messages.renew(left)

    async def _take_all(self, groups: Sequence[Sequence[Claimed]], left: dict[UUID, int]) -> None:
        """Take each group; what goes wrong with one message must hurt neither the others nor the worker."""
        results = await asyncio.gather(*(self._take(group, left) for group in groups), return_exceptions=True)
        failed = [
            (group, result) for group, result in zip(groups, results, strict=True) if isinstance(result, BaseException)
        ]
        for _, error in failed:
            if not isinstance(error, Exception) or isinstance(error, Temporary):
                raise error
        for group, error in failed:
            if len(group) == 1:
                _put_off(group[0].raw, error, left)
        alone = [[one] for group, _ in failed if len(group) > 1 for one in group if one.raw.raw_id in left]
        if alone:
            await self._take_all(alone, left)

    async def _take(self, group: Sequence[Claimed], left: dict[UUID, int]) -> None:
        if group[0].raw.channel is not Channel.MAIL:
            await self._accept(group[0].raw, left)
            return
        try:
            read = await self._parsed(group)
        except ReaderGaveUp as error:
            if len(group) > 1:
                # One of them is to blame; alone, it shows, and the others lose nothing.
                await self._take_all([[one] for one in group], left)
                return
            log.warning("mail_reader_gave_up", raw_id=str(group[0].raw.raw_id), error_class=type(error).__name__)
            read = [HoldReason.WORKER_GAVE_UP]
        reached(Failpoint.READING_PARSED)
        await self._settle([self._read_mail(*one) for one in zip(group, read, strict=True)], left)

    async def _parsed(self, group: Sequence[Claimed]) -> Sequence[ParsedMail | HoldReason]:
        if group[0].refused is not None:
            return [group[0].refused]
        read = await self._reader.read([one.unread for one in group])
        return [HoldReason.UNREADABLE if isinstance(one, Unreadable) else one for one in read]

    def _read_mail(self, claimed: Claimed, read: ParsedMail | HoldReason) -> ReadMail:
        scheme = self._schemes[claimed.raw.desk_id]
        in_headers = () if isinstance(read, HoldReason) else (*read.to, *read.cc)
        written_to = claimed.written_to(self._link_secret, in_headers)
        return ReadMail(raw=claimed.raw, scheme=scheme, content=claimed.content, read=read, written_to=written_to)

    async def _settle(self, mails: Sequence[ReadMail], left: dict[UUID, int]) -> None:
        """Settle the mails together; where that fails, each alone, and with less and less to do about it.

        What cannot be settled otherwise is held for a person, also where one has decided about it.
        """
        (outcomes,) = await asyncio.gather(self._settle_together(mails), return_exceptions=True)
        if not isinstance(outcomes, BaseException):
            _note(mails, outcomes, left)
        elif not isinstance(outcomes, Exception) or isinstance(outcomes, Temporary):
            raise outcomes
        elif len(mails) > 1:
            for mail in mails:
                await self._settle([mail], left)
        elif (easier := _easier(mails[0])) is not None:
            log.error("mail_not_settled", raw_id=str(mails[0].raw.raw_id), error_class=type(outcomes).__name__)
            await self._settle([easier], left)
        else:
            raise outcomes

    async def _settle_together(self, mails: Sequence[ReadMail]) -> Mapping[UUID, Outcome]:
        async with self._transactions.begin() as work:
            outcomes = await settle_mails(mails, work, now=self._clock())
            reached(Failpoint.READING_SETTLED)
        reached(Failpoint.READING_COMMITTED)
        return outcomes

    async def _accept(self, raw: ClaimedRaw, left: dict[UUID, int]) -> None:
        # A form waits only after a person took it out of the holding box; its fields were read at the door.
        async with self._transactions.begin() as work:
            outcome = await accept_held_form(raw, self._schemes[raw.desk_id], work, now=self._clock())
        left.pop(raw.raw_id, None)
        if outcome is not None:
            log.info("mail_settled", raw_id=str(raw.raw_id), outcome=outcome.value, attempt=raw.attempt)


async def _open(raw_ids: Collection[UUID], work: Work) -> dict[UUID, list[Document]]:
    try:
        return await work.documents.open_many(raw_ids, DocumentKind.RAW)
    except WrongKey:
        # One that was changed on the disk must not keep its neighbours from being read.
        opened: dict[UUID, list[Document]] = {}
        for raw_id in raw_ids:
            with suppress(WrongKey):
                opened |= await work.documents.open_many([raw_id], DocumentKind.RAW)
        return opened


def _easier(mail: ReadMail) -> ReadMail | None:
    """Return a mail that could not be settled as if it could not be read, then as if nobody had decided; or None."""
    if mail.read is not HoldReason.WORKER_GAVE_UP:
        return replace(mail, read=HoldReason.WORKER_GAVE_UP)
    if mail.raw.forced or mail.raw.attach_to is not None:
        return replace(mail, raw=replace(mail.raw, forced=False, attach_to=None))
    return None


def _note(mails: Sequence[ReadMail], outcomes: Mapping[UUID, Outcome], left: dict[UUID, int]) -> None:
    for mail in mails:
        raw_id = mail.raw.raw_id
        left.pop(raw_id, None)
        if raw_id in outcomes:
            log.info("mail_settled", raw_id=str(raw_id), outcome=outcomes[raw_id].value, attempt=mail.raw.attempt)


def _put_off(raw: ClaimedRaw, error: BaseException, left: dict[UUID, int]) -> None:
    """Leave a message to the end of its claim: then it is tried again, and a mail is held after MAX_ATTEMPTS."""
    left.pop(raw.raw_id, None)
    PUT_OFF.inc()
    log.error("message_put_off", raw_id=str(raw.raw_id), error_class=type(error).__name__, attempt=raw.attempt)
