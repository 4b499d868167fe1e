"""Turn what a reader's queue delivers into committed work.

Up to `batch` messages share one transaction; what cannot be read is recorded alone beside it. When it fails they go
one by one, so that one bad message costs its neighbours nothing. `take` returns only after the COMMIT that settled its
message: then, and only then, it is acked.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Generic, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.errors import DatabaseAway, is_away
from shared.database.transactions import KeptTransactions, Transactions
from shared.errors import DeskError, Temporary
from shared.events import Fact, Recorded
from shared.failpoints import Failpoint, reached
from shared.messaging.backoff import LADDER_SECONDS
from shared.messaging.gate import Gate
from shared.messaging.handled import claim
from shared.messaging.issues import Incoming, Issues, IssueState
from shared.messaging.metrics import HANDLED, HOLDING, ISSUES
from shared.messaging.reader import Reader
from shared.messaging.tables import MessagingTables
from shared.messaging.wire import Unreadable, from_wire
from shared.pace import Pace

T = TypeVar("T")
W = TypeVar("W")
_Read = tuple[Recorded[Fact], Incoming]
log = structlog.get_logger()
HOLD_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
# So often may the broker bring a message before it is tried from the record; a process that died was one time.
BROUGHT_AT_MOST = 3
# How often a batch, then each of its messages alone, may fail like that although the database answers in between.
PATIENCE = 8
PATIENCE_ALONE = 3


class _Manner(Enum):
    TOGETHER = auto()  # in one transaction with its neighbours
    ALONE = auto()  # after its neighbours: it may kill us
    RECORD = auto()  # not now: it is noted, and tried alone from the record


@dataclass(slots=True)
class _Delivery:
    incoming: Incoming
    manner: _Manner
    settled: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Collector(Generic[W]):
    """Settles the deliveries of one reader: handled, recorded as an issue, or held while the database is away."""

    def __init__(
        self,
        reader: Reader[W],
        tables: MessagingTables,
        transactions: Transactions[tuple[AsyncConnection, W]],
        *,
        batch: int = 50,
        ladder: Sequence[float] = LADDER_SECONDS,
        hold_seconds: Sequence[float] = HOLD_SECONDS,
        retries_due: Callable[[], None] = lambda: None,
    ) -> None:
        """Work through *transactions*, at most *batch* messages at once; *ladder* is of `backoff`.

        *retries_due* is called after a commit that made failed deliveries due at once.
        """
        self.reader = reader
        self._tables = tables
        self._kept = KeptTransactions(transactions)
        self._batch = batch
        self._ladder = ladder
        self._hold_seconds = hold_seconds
        self._retries_due = retries_due
        self._waiting: asyncio.Queue[_Delivery] = asyncio.Queue()
        self.holding = False

    async def take(self, incoming: Incoming) -> None:
        """Return after the transaction that settled *incoming* has committed; be cancelled when `run` ends first.

        What the broker brought again and again may be what killed us: it leaves the queue for the record, where its
        tries are counted and its neighbours need not wait behind it.
        """
        often = incoming.brought_before >= BROUGHT_AT_MOST
        await self._put(_Delivery(incoming, _Manner.RECORD if often else _Manner.TOGETHER))

    async def take_again(self, incoming: Incoming, *, alone: bool) -> None:
        """Do the same with what comes from the record; *alone* it is handled after, and not with, its neighbours."""
        await self._put(_Delivery(incoming, _Manner.ALONE if alone else _Manner.TOGETHER))

    async def _put(self, delivery: _Delivery) -> None:
        self._waiting.put_nowait(delivery)
        await delivery.settled

    async def run(self) -> None:
        """Settle deliveries until cancelled."""
        batch: list[_Delivery] = []
        pace = Pace()
        try:
            while True:
                batch = [await self._waiting.get()]
                pace.begin()
                while len(batch) < self._batch and not self._waiting.empty():
                    batch.append(self._waiting.get_nowait())
                await self._settle_each_its_way(batch)
                if self._waiting.qsize() < self._batch:
                    await pace.end(len(batch))
        finally:
            # Nobody will settle these; whoever waits for them must not keep the process from ending.
            while not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            for delivery in batch:
                delivery.settled.cancel()
            await self._kept.close()

    async def _settle_each_its_way(self, batch: Sequence[_Delivery]) -> None:
        together = [one for one in batch if one.manner is _Manner.TOGETHER]
        await self._settle([delivery.incoming for delivery in together])
        _tell_settled(together)
        # The record first: what is tried alone may be the end of us.
        for delivery in batch:
            if delivery.manner is _Manner.RECORD:
                await self._set_apart(delivery.incoming)
                _tell_settled([delivery])
        for delivery in batch:
            if delivery.manner is _Manner.ALONE:
                await self._settle([delivery.incoming])
                _tell_settled([delivery])

    async def _settle(self, batch: Sequence[Incoming]) -> None:
        """Handle what can be read, as one batch; record what cannot, each alone, once its neighbours are settled."""
        sound: list[_Read] = []
        unsound: list[tuple[Incoming, DeskError]] = []
        for incoming in batch:
            try:
                sound.append((from_wire(incoming.headers, incoming.body), incoming))
            except DeskError as error:
                unsound.append((incoming, error))
        if sound:
            await self._settle_facts(sound)
        for incoming, reason in unsound:
            await self._record(incoming, reason)

    async def _settle_facts(self, batch: Sequence[_Read], *, patience: int = PATIENCE) -> None:
        """Handle the batch, holding it while the database is away; what fails by itself is recorded alone."""
        tries = 0
        while (error := await self._try(batch)) is not None:
            # A handler whose own file or statement always fails looks like an engine that is away. When the engine
            # answers in between, again and again, it is the handler, and its queue must not stand for ever.
            if not _looks_away(error) or tries == patience:
                break
            await self._hold(len(batch), tries)
            tries += 1
        if error is None:
            return
        if len(batch) > 1:
            for one in batch:
                await self._settle_facts([one], patience=PATIENCE_ALONE)
        else:
            await self._record(batch[0][1], error)

    async def _try(self, batch: Sequence[_Read]) -> Exception | None:
        try:
            await self._handle(batch)
        except Exception as error:  # noqa: BLE001 - one of the two places: a reader's bug must not stop its queue
            return error
        return None

    async def _handle(self, batch: Sequence[_Read]) -> None:
        reached(Failpoint.COLLECTOR_RECEIVED)
        came = {fact.id: (fact, incoming) for fact, incoming in batch}
        facts, waiting = [fact for fact, _ in came.values()], 0
        released = False
        async with self._kept.begin() as (connection, work):
            if self.reader.gated:
                gate = Gate(connection, self._tables, self.reader.name)
                turn = await gate.sort_out(facts)
                await self._handle_once(connection, work, turn.following, old_news=turn.behind)
                released = await gate.move(turn.reached)
                waiting = len(turn.waiting)
                gaps = [(came[id_][1], version) for id_, version in turn.waiting.items()]
                await Issues(connection, self._tables).wait(self.reader.name, gaps)
            else:
                await self._handle_once(connection, work, facts)
            reached(Failpoint.COLLECTOR_EFFECTED)
        reached(Failpoint.COLLECTOR_COMMITTED)
        HANDLED.labels(reader=self.reader.name).inc(len(batch) - waiting)
        if released:
            self._retries_due()
        if waiting:
            ISSUES.labels(reader=self.reader.name, state=IssueState.WAITING.value).inc(waiting)
            log.info("deliveries_wait", reader=self.reader.name, count=waiting)

    async def _handle_once(
        self,
        connection: AsyncConnection,
        work: W,
        facts: Sequence[Recorded[Fact]],
        *,
        old_news: Sequence[Recorded[Fact]] = (),
    ) -> None:
        """Let the reader handle what of *facts* nobody has handled; *old_news* is only noted as handled."""
        ids = [fact.id for fact in (*facts, *old_news)]
        if not ids:
            return
        claimed = await claim(connection, self._tables, self.reader.name, ids)
        reached(Failpoint.COLLECTOR_MARKED)
        await self.reader.handle([fact for fact in facts if fact.id in claimed.fresh], work)
        if claimed.open:
            await Issues(connection, self._tables).resolve(self.reader.name, claimed.open)

    async def _set_apart(self, incoming: Incoming) -> None:
        if await self._noting(lambda issues: issues.set_apart(self.reader.name, incoming)):
            ISSUES.labels(reader=self.reader.name, state=IssueState.RETRYING.value).inc()
            log.warning("delivery_set_apart", reader=self.reader.name, event_id=str(incoming.event_id))
            self._retries_due()

    async def _record(self, incoming: Incoming, error: Exception) -> None:
        state = await self._noting(lambda issues: issues.record(self.reader.name, incoming, error))
        ISSUES.labels(reader=self.reader.name, state=state.value).inc()
        log.warning(
            "delivery_failed",
            reader=self.reader.name,
            event_id=str(incoming.event_id),
            type=incoming.type if not isinstance(error, Unreadable) else "unreadable",
            error_class=type(error).__name__,
            state=state.value,
        )

    async def _noting(self, note: Callable[[Issues], Awaitable[T]]) -> T:
        while True:
            try:
                async with self._kept.begin() as (connection, _):
                    noted = await note(Issues(connection, self._tables, ladder=self._ladder))
                    reached(Failpoint.ISSUE_RECORDED)
            except DatabaseAway:
                await self._hold(1, 0)
            else:
                return noted

    async def _hold(self, count: int, tries: int) -> None:
        """Keep *count* messages unacknowledged until the database answers; the prefetch window stops the queue."""
        log.warning("reader_holds", reader=self.reader.name, count=count)
        self.holding = True
        HOLDING.labels(reader=self.reader.name).set(1)
        answers = False
        while not answers:
            await asyncio.sleep(self._hold_seconds[min(tries, len(self._hold_seconds) - 1)])
            tries += 1
            answers = await self._database_answers()
        self.holding = False
        HOLDING.labels(reader=self.reader.name).set(0)
        log.info("reader_resumes", reader=self.reader.name, count=count)

    async def _database_answers(self) -> bool:
        try:
            async with self._kept.begin():
                return True
        except DatabaseAway:
            return False


def _tell_settled(deliveries: Sequence[_Delivery]) -> None:
    for delivery in deliveries:
        if not delivery.settled.done():
            delivery.settled.set_result(None)


def _looks_away(error: Exception) -> bool:
    return isinstance(error, Temporary) or is_away(error)
