"""Poll the mailbox of a desk: keep what lies there, then move it among the processed mails.

A mail is moved only after the COMMIT that keeps it, so whatever ends this process in between, the mail lies there
still, is known by its number, and only the move is repeated. Who is asked to stop finishes the batch at hand.
"""

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

import structlog
from prometheus_client import Counter, Gauge

from services.intake.domain.mailbox import Fetched, Lying, MailboxStanding, MailboxTrouble
from services.intake.handlers.mailbox_door import keep_fetched
from services.intake.mailbox.imap import Account, ImapConversation, MailboxAway, talking_with
from services.intake.ports import Clock
from services.intake.storage.mailboxes import Numbering, alone_at
from services.intake.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.failpoints import Failpoint, reached
from shared.messaging.backoff import wait_seconds
from shared.scheme.mailbox import Mailbox
from shared.scheme.model import DeskScheme
from shared.steps import unbroken

T = TypeVar("T")
log = structlog.get_logger()
TAKEN: Final = Counter("desk_mailbox_mails_taken", "Mails taken out of a mailbox.", ["desk"])
FAILING: Final = Gauge(
    "desk_mailbox_failing", "1 while a mailbox cannot be looked into, or a mail not be taken or moved.", ["desk"]
)
BATCH: Final = 50
BATCH_BYTES: Final = 8_000_000
AWAY_SECONDS: Final = (1.0, 5.0, 15.0, 60.0)
REMEMBERED: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look did: mails kept anew, mails moved, and how many lie there still.

    It did nothing where another process was looking at the same moment.
    """

    taken: int = 0
    moved: int = 0
    waiting: int = 0
    trouble: MailboxTrouble | None = None
    elsewhere: bool = False


class MailboxPolling:
    """The mailbox of one desk; several processes may poll it, and each mail is kept once."""

    def __init__(
        self,
        transactions: Transactions[Work],
        scheme: DeskScheme,
        account: Account,
        clock: Clock,
        *,
        max_mail_bytes: int,
        accepted: Callable[[], None] = lambda: None,
        pauses: Sequence[float] = AWAY_SECONDS,
    ) -> None:
        """Call *accepted* after mails were kept; a mail above *max_mail_bytes* is put aside and held."""
        self._transactions = transactions
        self._scheme = scheme
        self._account = account
        self._clock = clock
        self._max_mail_bytes = max_mail_bytes
        self._accepted = accepted
        self._pauses = pauses
        self._name = mailbox_name(account.mailbox)

    async def run(self) -> None:
        """Look again and again until cancelled; a mailbox that is away is tried again, less and less often."""
        failures = 0
        while True:
            try:
                async with self._conversation() as talk:
                    while True:
                        await unbroken(self._look_alone(talk), asked=talk.stop)
                        failures = 0
                        await talk.wait(self._account.mailbox.poll_seconds)
            except MailboxAway as error:
                failures += 1
                await self._note_failure(error.trouble)
            except DatabaseAway:
                failures += 1
                log.info("mailbox_waits_for_database", desk_id=self._scheme.desk_id)
            await asyncio.sleep(wait_seconds(min(failures, len(self._pauses)), self._pauses) or 0.0)

    async def look_once(self) -> Look:
        """Look once, on a connection of its own; raise MailboxAway or DatabaseAway."""
        try:
            async with self._conversation() as talk:
                return await self._look_alone(talk)
        except MailboxAway as error:
            await self._note_failure(error.trouble)
            raise

    @asynccontextmanager
    async def _conversation(self) -> AsyncIterator["_Talk"]:
        with ThreadPoolExecutor(1, thread_name_prefix="imap") as thread, ExitStack() as opened:
            talk = _Talk(thread)
            try:
                talk.conversation = await talk.do(lambda: opened.enter_context(talking_with(self._account)))
                yield talk
            finally:
                await talk.do(opened.close)

    async def _look_alone(self, talk: "_Talk") -> Look:
        # Two who move the same mails at the same time may leave two copies there.
        async with alone_at(self._transactions.engine, self._name) as alone:
            return await self._look(talk) if alone else Look(elsewhere=True)

    async def _look(self, talk: "_Talk") -> Look:
        validity, lying = await talk.do(talk.conversation.look)
        numbering = Numbering(mailbox=self._name, validity=validity)
        async with self._transactions.begin() as work:
            known = await work.mailboxes.kept(numbering, [one.uid for one in lying])
        taken, moved, troubles = 0, 0, set[MailboxTrouble]()
        for batch in _batches(lying, known, self._max_mail_bytes):
            if talk.stopped:
                break
            new = [one for one in batch if one.uid not in known]
            fetched, refused = await talk.do(partial(self._fetch, new, talk.conversation))
            taken += await self._keep(fetched, numbering)
            here = known | {one.uid for one in fetched}
            kept = [one for one in batch if one.uid in here]
            gone = await self._put_away(kept, numbering, talk)
            moved += gone
            troubles |= {MailboxTrouble.REFUSED} if refused else set()
            troubles |= {MailboxTrouble.NOT_MOVED} if gone < len(kept) else set()
        # A mail that cannot be taken is worse than one that is kept and lies there still.
        trouble = max(troubles, default=None, key=lambda one: one is MailboxTrouble.REFUSED)
        look = Look(taken=taken, moved=moved, waiting=len(lying) - moved, trouble=trouble)
        await self._note(look)
        return look

    def _fetch(self, batch: Sequence[Lying], conversation: ImapConversation) -> tuple[list[Fetched], bool]:
        """Return what could be fetched, and whether something could not: one bad mail must not stop the others."""
        fetched, refused = [], False
        for one in batch:
            too_large = self._is_too_large(one)
            try:
                content = conversation.fetch(one.uid, headers_only=too_large)
            except MailboxAway as error:
                if error.trouble is not MailboxTrouble.REFUSED:
                    raise
                refused = True
                continue
            if content is not None:
                fetched.append(Fetched(uid=one.uid, content=content, too_large=too_large))
        return fetched, refused

    async def _keep(self, fetched: Sequence[Fetched], numbering: Numbering) -> int:
        if not fetched:
            return 0
        async with self._transactions.begin() as work:
            taken = await keep_fetched(fetched, numbering, self._scheme, work, now=self._clock())
        reached(Failpoint.MAILBOX_KEPT)
        self._accepted()
        TAKEN.labels(desk=self._scheme.desk_id).inc(taken)
        log.info("mailbox_mails_kept", desk_id=self._scheme.desk_id, count=taken)
        return taken

    async def _put_away(self, mails: Sequence[Lying], numbering: Numbering, talk: "_Talk") -> int:
        """Move mails, and return how many; a folder that takes none must not keep new mails from being taken."""
        mailbox = self._account.mailbox
        too_large = [one.uid for one in mails if self._is_too_large(one)]
        others = [one.uid for one in mails if not self._is_too_large(one)]
        moved: list[int] = []
        for uids, folder in ((others, mailbox.processed_folder), (too_large, mailbox.too_large_folder)):
            try:
                await talk.do(partial(talk.conversation.put_away, uids, folder))
                moved += uids
            except MailboxAway as error:
                if error.trouble is not MailboxTrouble.REFUSED:
                    raise
                log.warning("mailbox_mails_not_moved", desk_id=self._scheme.desk_id, count=len(uids))
        if moved:
            async with self._transactions.begin() as work:
                await work.mailboxes.moved(numbering, moved, at=self._clock())
        return len(moved)

    def _is_too_large(self, one: Lying) -> bool:
        return one.size_bytes > self._max_mail_bytes

    async def _note(self, look: Look) -> None:
        FAILING.labels(desk=self._scheme.desk_id).set(0 if look.trouble is None else 1)
        now = self._clock()
        standing = MailboxStanding(
            desk_id=self._scheme.desk_id,
            looked_at=now,
            succeeded_at=now,
            failing_since=None if look.trouble is None else now,
            trouble=look.trouble,
            waiting=look.waiting,
            taken=look.taken,
            moved=look.moved,
        )
        async with self._transactions.begin() as work:
            await work.mailboxes.note(self._name, standing)
            await work.mailboxes.forget(before=now - REMEMBERED)

    async def _note_failure(self, trouble: MailboxTrouble) -> None:
        log.warning("mailbox_away", desk_id=self._scheme.desk_id, trouble=trouble.value)
        FAILING.labels(desk=self._scheme.desk_id).set(1)
        await note_trouble(self._transactions, self._scheme, self._account.mailbox, trouble, self._clock)


class _Talk:
    """A conversation in a thread of its own; whoever cancels waits until the thread has finished its step."""

    conversation: ImapConversation

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._stopped = threading.Event()

    @property
    def stopped(self) -> bool:
        """Tell whether somebody wants this to end."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ask for the end: no new step is begun."""
        self._stopped.set()

    async def do(self, step: Callable[[], T]) -> T:
        doing = asyncio.get_running_loop().run_in_executor(self._thread, step)
        try:
            return await asyncio.shield(doing)
        except asyncio.CancelledError:
            self.stop()
            await asyncio.wait((doing,))
            if not doing.cancelled():
                doing.exception()
            raise

    async def wait(self, seconds: float) -> None:
        """Wait for the server to say that something came, or that long."""
        if self.conversation.knows_idle:
            await self.do(lambda: self.conversation.wait(seconds, self._stopped))
        else:
            await asyncio.sleep(seconds)


async def note_trouble(
    transactions: Transactions[Work], scheme: DeskScheme, mailbox: Mailbox, trouble: MailboxTrouble, clock: Clock
) -> None:
    """Write down that a mailbox cannot be looked into, as far as the database is there."""
    now = clock()
    standing = MailboxStanding(desk_id=scheme.desk_id, looked_at=now, failing_since=now, trouble=trouble)
    try:
        async with transactions.begin() as work:
            await work.mailboxes.note(mailbox_name(mailbox), standing)
    except DatabaseAway:
        log.info("mailbox_waits_for_database", desk_id=scheme.desk_id)


def mailbox_name(mailbox: Mailbox) -> str:
    """Return the name under which a folder of a mailbox is remembered; it tells nobody which one it is."""
    where = f"{mailbox.host.lower()}\0{mailbox.user}\0{mailbox.folder}"
    return hashlib.sha256(where.encode()).hexdigest()[:32]


def _batches(lying: Sequence[Lying], known: Collection[int], max_mail_bytes: int) -> Iterator[list[Lying]]:
    batch: list[Lying] = []
    size = 0
    for one in lying:
        octets = 0 if one.uid in known else min(one.size_bytes, max_mail_bytes)
        if batch and (len(batch) == BATCH or size + octets > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += octets
    if batch:
        yield batch
