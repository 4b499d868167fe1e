"""Send what is due: claim, write, hand over, record; each step ends before the next begins."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final, assert_never
from uuid import UUID

import structlog
from prometheus_client import Gauge

from services.notify.domain.mail import HOUR_WAIT, Ending, MailSend, MailState, Purpose, Reason
from services.notify.domain.pace import Allowance, Pace, full
from services.notify.handlers.handing import Hands
from services.notify.handlers.mishaps import patiently, reason_of
from services.notify.handlers.office import Office
from services.notify.handlers.settling import RESENT, Settling
from services.notify.handlers.writing import Draft, Held, Needless, Unwritten, Writer, Written, note_held
from services.notify.ports import MailServer
from services.notify.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.failpoints import Failpoint, reached
from shared.messaging.issues import describe
from shared.unforeseen import UNFORESEEN

log = structlog.get_logger()
WAITED: Final = Gauge("desk_mails_waited_seconds", "How long the oldest of the mails taken last had waited to leave.")
PACE: Final = Pace(per_second=10, burst=20)
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
        pace: Pace = PACE,
        patience_seconds: float = 120.0,
        bell: Bell | None = None,
        quiet_seconds: Sequence[float] = QUIET_SECONDS,
    ) -> None:
        """Work through *transactions* and hand letters to *server*, at most *at_once* at the same time, at the *pace*.

        A letter that was not begun *patience_seconds* after its claim is put back, before others take it over.
        *quiet_seconds* say how long it waits for the *bell* before it looks by itself, the longer the less it found.
        """
        self._transactions = transactions
        self._brake = office.brake
        self._clock = office.clock
        self._patience_seconds = patience_seconds
        self._allowed = full(pace, at=float("-inf"))
        self._bell = bell or Bell()
        self._quiet_seconds = quiet_seconds
        self._writer = Writer(office)
        self._settling = Settling(transactions, office)
        self._hands = Hands(server, self._settling, self._writer, at_once=at_once)

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
                await self._hands.finish(begin_no_more=True)
                raise

    async def send_due(self, most: int = 1) -> int:
        """Send at most *most* due mails, whatever the pace, and return how many there were, once each is settled."""
        count = await self._begin(most)
        await self._hands.finish()
        return count

    async def settle_lost(self) -> None:
        """Take over what a killed process left behind; what was cut off too often is a person's to find out.

        What this process holds is not left behind, however long the database kept it from being recorded.
        """
        async with self._transactions.begin() as work:
            hopeless = await work.mails.hopeless(but=self._hands.held)
            taken_over = await work.mails.take_over(but=self._hands.held)
        for purpose in taken_over:
            RESENT.labels(purpose=purpose.value).inc()
        for mail in hopeless:
            await self._settling.leave(mail, Ending(state=MailState.UNKNOWN, reason=Reason.KILLED_AGAIN))

    async def _look(self, *, for_lost: bool) -> bool:
        """Begin what is due and may leave now, and return whether there may be more of it."""
        try:
            if for_lost:
                await self.settle_lost()
            if not self._hands.free:
                return True
            most = self._allowance().whole
            return most == 0 or await self._begin(most) >= most
        except DatabaseAway:
            return False
        except UNFORESEEN as error:
            # Even the trouble could not be written down: the mail is taken over as if we had been killed.
            log.warning("mail_left_behind", error=describe(error))
            return False

    async def _rest(self, quiet: int) -> None:
        """Wait for a free hand and until mails may leave; when nothing was due, for the bell or the next look."""
        if not self._hands.free:
            await self._hands.wait_for_one()
        # The queue is the table: until the next round nobody asks it. While more is waiting, rounds are whole ones.
        allowed = self._allowance()
        await asyncio.sleep(allowed.seconds_until(1 if quiet and allowed.whole else allowed.pace.round))
        if quiet:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._quiet_seconds[min(quiet, len(self._quiet_seconds)) - 1]):
                    await self._bell.rung.wait()

    def _allowance(self) -> Allowance:
        self._allowed = self._allowed.later(asyncio.get_running_loop().time())
        return self._allowed

    async def _begin(self, most: int) -> int:
        """Claim and write at most *most* mails, begin to hand them over, and return how many were due."""
        begins_by = asyncio.get_running_loop().time() + self._patience_seconds
        async with self._transactions.begin() as work:
            mails, held = await self._claim(most, work)
        self._allowed = self._allowance().less(len(mails))
        self._note_waiting(mails)
        if mails:
            reached(Failpoint.MAIL_CLAIMED)
            with self._hands.holding(mails):
                drafts = await patiently(lambda: self._write(mails))
                for mail in mails:
                    self._send_off(mail, drafts[mail.send_id], begins_by)
        return len(mails) + held

    def _note_waiting(self, mails: Sequence[MailSend]) -> None:
        now = self._clock()
        waited = [now - mail.created_at for mail in mails if mail.attempt == 1]
        WAITED.set(max(waited, default=timedelta()).total_seconds())

    async def _claim(self, most: int, work: Work) -> tuple[list[MailSend], int]:
        """Return the mails that may leave now, and how many had to wait for the next hour."""
        sent = await work.traffic.sent_in_this_hour()
        rooms = {purpose: self._brake.room(purpose, sent[purpose] + self._writer.on_the_way) for purpose in Purpose}
        moving = {purpose: room for purpose, room in rooms.items() if room}
        # All purposes at once, the longest waiting first: so that none of them can take every place.
        mails = await work.mails.claim(moving, min(most, *moving.values())) if moving else []
        held = 0
        for purpose in rooms.keys() - moving.keys():
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

    def _send_off(self, mail: MailSend, draft: Draft, begins_by: float) -> None:
        match draft:
            case Written():
                self._hands.take(mail, draft, begins_by=begins_by)
            case Unwritten(reason=reason):
                ending = Ending(state=MailState.FAILED, reason=reason)
                self._hands.do(self._settling.leave(mail, ending), about=[mail])
            case Needless():
                self._hands.do(self._settling.needless(mail), about=[mail])
            case Held():
                return
            case _:
                assert_never(draft)
