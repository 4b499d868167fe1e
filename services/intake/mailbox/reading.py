"""Read pending messages: claimed in one transaction, read outside of any, settled in another.

A process that dies in between leaves a claim that runs out; the mail is then read by whoever comes next.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import orjson
import structlog

from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.handlers.held_forms import accept_held_form
from services.intake.handlers.mail_door import ENVELOPE
from services.intake.handlers.mail_reading import settle_read, settle_unreadable
from services.intake.ports import Clock, MailReader, ReaderGaveUp
from services.intake.storage.raw_messages import ClaimedRaw
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.documents import Document, DocumentKind
from shared.errors import Temporary
from shared.events import Channel
from shared.scheme.model import DeskScheme

log = structlog.get_logger()
POLL_SECONDS: Final = 1.0
AWAY_SECONDS: Final = 1.0
# A mail whose reading killed a process twice is not tried a third time.
MAX_ATTEMPTS: Final = 2


class MailReading:
    """Reads what waits, several at once; woken at once, with polling as the net."""

    def __init__(
        self,
        transactions: Transactions[Work],
        reader: MailReader,
        schemes: Mapping[str, DeskScheme],
        clock: Clock,
        *,
        at_once: int,
    ) -> None:
        """Read at most *at_once* mails at the same time."""
        self._transactions = transactions
        self._reader = reader
        self._schemes = schemes
        self._clock = clock
        self._at_once = at_once
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look now: a mail was accepted."""
        self._woken.set()

    async def run(self) -> None:
        """Read until cancelled."""
        while True:
            self._woken.clear()
            try:
                done = await self.read_once()
            except Temporary as error:
                log.warning("mail_reading_waits", error_class=type(error).__name__)
                await asyncio.sleep(AWAY_SECONDS)
                continue
            if not done:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)

    async def read_once(self) -> int:
        """Read what waits, at most as much as is read at once, and return how many mails that were."""
        async with self._transactions.begin() as work:
            claimed = await work.raw_messages.claim(self._at_once)
        results = await asyncio.gather(*(self._take(raw) for raw in claimed), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return len(claimed)

    async def _take(self, raw: ClaimedRaw) -> None:
        outcome = await (self._read(raw) if raw.channel is Channel.MAIL else self._accept(raw))
        if outcome is not None:
            log.info("mail_settled", raw_id=str(raw.raw_id), outcome=outcome.value, attempt=raw.attempt)

    async def _accept(self, raw: ClaimedRaw) -> Outcome | None:
        # A form waits only after a person took it out of the holding box; its fields were read at the door.
        async with self._transactions.begin() as work:
            return await accept_held_form(raw, self._schemes[raw.desk_id], work, now=self._clock())

    async def _read(self, raw: ClaimedRaw) -> Outcome | None:
        async with self._transactions.begin() as work:
            documents = await work.documents.open_all(raw.raw_id, DocumentKind.RAW)
        content = documents[0].content
        try:
            read = await self._parsed(raw, content, _return_path(documents))
        except (Temporary, asyncio.CancelledError):
            # This process is stopping: the next one shall not wait for the claim to run out.
            async with self._transactions.begin() as work:
                await work.raw_messages.release(raw.raw_id)
            raise
        return await self._settle(raw, content, read)

    async def _parsed(self, raw: ClaimedRaw, content: bytes, return_path: str | None) -> ParsedMail | HoldReason:
        if raw.attempt > MAX_ATTEMPTS:
            return HoldReason.WORKER_GAVE_UP
        try:
            return await self._reader.read(content, return_path=return_path)
        except Unreadable:
            return HoldReason.UNREADABLE
        except ReaderGaveUp as error:
            log.warning("mail_reader_gave_up", raw_id=str(raw.raw_id), error_class=type(error).__name__)
            return HoldReason.WORKER_GAVE_UP

    async def _settle(self, raw: ClaimedRaw, content: bytes, read: ParsedMail | HoldReason) -> Outcome | None:
        scheme, now = self._schemes[raw.desk_id], self._clock()
        async with self._transactions.begin() as work:
            if isinstance(read, HoldReason):
                return await settle_unreadable(raw, read, content, scheme, work, now=now)
            return await settle_read(raw, read, scheme, work, now=now)


def _return_path(documents: list[Document]) -> str | None:
    envelope = next((one for one in documents if one.media_type == ENVELOPE), None)
    return None if envelope is None else str(orjson.loads(envelope.content)["mail_from"])
