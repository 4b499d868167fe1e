"""Send what is due: claim, write, hand over, record; each step ends before the next begins."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, assert_never
from uuid import UUID

import structlog
from prometheus_client import Counter

from services.notify.domain.mail import HOUR_WAIT, Ending, MailSend, MailState, Purpose, Reason
from services.notify.handlers.mishaps import UNFORESEEN, patiently, reason_of
from services.notify.handlers.settling import Settling
from services.notify.handlers.writing import Draft, Held, Office, Unwritten, Writer, Written, note_held
from services.notify.ports import Accepted, Later, MailServer, Refusal
from services.notify.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.failpoints import Failpoint, reached
from shared.messaging.issues import describe

log = structlog.get_logger()
RESENT: Final = Counter("desk_mails_resent", "Mails sent again because a process was killed in between.", ["purpose"])
QUIET_SECONDS: Final = (0.05, 0.2, 1.0)
_LOST_SECONDS: Final = 15.0
# How many mails the brake holds back with one statement.
_HELD_AT_ONCE: Final = 1000


class Bell:
    """Wakes the mailer of this process after a commit that may have recorded a mail."""

    def __init__(self) -> None:
        """Be silent."""
        self.rung = asyncio.Event()
        self._recorded = False

    def recorded(self) -> None:
        """Note that a mail was recorded in a transaction that is still open."""
        self._recorded = True

    def committed(self) -> None:
        """Ring if a mail was recorded; a ring that comes too early is made good by the looks that follow it."""
        if self._recorded:
            self._recorded = False
            self.rung.set()


class Mailer:
    """Sends due mail, some at a time; several processes never take the same mail."""

    def __init__(
        self,
        transactions: Transactions[Work],
        server: MailServer,
        office: Office,
        *,
        at_once: int = 4,
        bell: Bell | None = None,
        quiet_seconds: Sequence[float] = QUIET_SECONDS,
    ) -> None:
        """Work through *transactions* and hand letters to *server*, at most *at_once* at the same time.

        *quiet_seconds* say how long it waits for the *bell* before it looks by itself, the longer the less it found.
        """
        self._transactions = transactions
        self._server = server
        self._brake = office.brake
        self._at_once = at_once
        self._bell = bell or Bell()
        self._quiet_seconds = quiet_seconds
        self._writer = Writer(office)
        self._settling = Settling(transactions, office)
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Send until cancelled, whatever one mail does; mails that are just being handed over are finished first."""
        quiet = 0
        lost_at = 0.0
        while True:
            self._bell.rung.clear()
            due = asyncio.get_running_loop().time() >= lost_at
            looking = asyncio.ensure_future(self._look(for_lost=due))
            try:
                busy = await asyncio.shield(looking)
                quiet = 0 if busy else quiet + 1
                lost_at = asyncio.get_running_loop().time() + _LOST_SECONDS if due else lost_at
                await self._rest(quiet)
            except asyncio.CancelledError:
                # Cut off between the server's 250 and our commit, a mail would leave a second time.
                await asyncio.wait((looking,))
                while self._under_way:
                    await asyncio.wait(self._under_way)
                raise

    async def send_due(self, most: int = 1) -> int:
        """Send at most *most* due mails and return how many there were, once each of them is settled."""
        count = await self._begin(most)
        await asyncio.gather(*self._under_way)
        return count

    async def settle_lost(self) -> None:
        """Take over what a killed process left behind; what was cut off too often is a person's to find out."""
        async with self._transactions.begin() as work:
            hopeless = await work.mails.hopeless()
            taken_over = await work.mails.take_over()
        for purpose in taken_over:
            RESENT.labels(purpose=purpose.value).inc()
        for mail in hopeless:
            await self._settling.leave(mail, Ending(state=MailState.UNKNOWN, reason=Reason.KILLED_AGAIN))

    async def _look(self, *, for_lost: bool) -> bool:
        """Begin what is due and return whether there was anything."""
        try:
            if for_lost:
                await self.settle_lost()
            return await self._begin(self._at_once - len(self._under_way)) > 0
        except DatabaseAway:
            return False
        except UNFORESEEN as error:
            # Even the trouble could not be written down: the mail is taken over as if we had been killed.
            log.warning("mail_left_behind", error=describe(error))
            return False

    async def _rest(self, quiet: int) -> None:
        """Wait for a free hand; when nothing was due, for the bell or the next look."""
        if len(self._under_way) >= self._at_once:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        elif quiet:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._quiet_seconds[min(quiet, len(self._quiet_seconds)) - 1]):
                    await self._bell.rung.wait()

    async def _begin(self, most: int) -> int:
        """Claim and write at most *most* mails, begin to hand them over, and return how many were due."""
        async with self._transactions.begin() as work:
            mails, held = await self._claim(most, work)
        if mails:
            reached(Failpoint.MAIL_CLAIMED)
            drafts = await patiently(lambda: self._write(mails))
            for mail in mails:
                self._send_off(mail, drafts[mail.send_id])
        return len(mails) + held

    async def _claim(self, most: int, work: Work) -> tuple[list[MailSend], int]:
        """Return the mails that may leave now, and how many had to wait for the next hour."""
        mails: list[MailSend] = []
        held = 0
        for purpose in Purpose:
            room = self._brake.room(await work.traffic.sent_in_this_hour(purpose) + self._writer.on_the_way)
            if room:
                mails += await work.mails.claim(purpose, min(most - len(mails), room))
                continue
            count = await work.mails.hold_due(purpose, Reason.HOUR_LIMIT, wait=HOUR_WAIT, most=_HELD_AT_ONCE)
            if count:
                note_held(purpose, Reason.HOUR_LIMIT, count)
            held += count
        return mails, held

    async def _write(self, mails: Sequence[MailSend]) -> dict[UUID, Draft]:
        """Write the letters from what is true now; one whose rows cannot be read at all is written off alone."""
        try:
            async with self._transactions.begin() as work:
                return await self._writer.write(mails, work)
        except DatabaseAway:
            raise
        except UNFORESEEN as error:
            if len(mails) == 1:
                log.warning("mail_not_written", send_id=str(mails[0].send_id), error=describe(error))
                return {mails[0].send_id: Unwritten(reason=reason_of(error))}
        drafts: dict[UUID, Draft] = {}
        for mail in mails:
            drafts |= await self._write([mail])
        return drafts

    def _send_off(self, mail: MailSend, draft: Draft) -> None:
        match draft:
            case Written():
                self._writer.leaves(draft)
                work = asyncio.create_task(self._deliver(mail, draft))
            case Unwritten(reason=reason):
                work = asyncio.create_task(self._settling.leave(mail, Ending(state=MailState.FAILED, reason=reason)))
            case Held():
                return
            case _:
                assert_never(draft)
        self._under_way.add(work)
        work.add_done_callback(self._finished)

    def _finished(self, work: asyncio.Task[None]) -> None:
        self._under_way.discard(work)
        error = None if work.cancelled() else work.exception()
        if error is not None:
            log.warning("mail_left_behind", error=describe(error))

    async def _deliver(self, mail: MailSend, written: Written) -> None:
        reached(Failpoint.MAIL_WRITTEN)
        try:
            await self._hand_over(mail, written)
        except DatabaseAway:
            raise
        except UNFORESEEN as error:
            log.warning("mail_broke_on_the_wire", send_id=str(mail.send_id), error=describe(error))
            # The server may have taken it: whether it arrived is for a person to find out.
            await self._settling.leave(mail, Ending(state=MailState.UNKNOWN, reason=Reason.UNFORESEEN))
        finally:
            self._writer.settled(written)

    async def _hand_over(self, mail: MailSend, written: Written) -> None:
        answer = await self._server.hand_over(written.letter)
        match answer:
            case Accepted(code=code):
                reached(Failpoint.MAIL_HANDED_OVER)
                await self._settling.sent(mail, written, code)
            case Refusal(code=code):
                ending = Ending(state=MailState.FAILED, reason=Reason.SERVER_REFUSES, code=code)
                await self._settling.leave(mail, ending)
            case Later(code=code):
                await self._settling.later(mail, code)
            case _:
                assert_never(answer)
