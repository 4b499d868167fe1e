"""Concurrent work shares one transaction: whoever comes while the last one commits goes into the next.

What comes alone is done at once and alone; groups that are shared move apart a little, so that more share one.
Nobody is answered before the COMMIT.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from shared.database.errors import DatabaseAway
from shared.database.transactions import NOBODY, DatabaseActor, Transactions
from shared.errors import DeskError
from shared.pace import Pace

T = TypeVar("T")
R = TypeVar("R")
W = TypeVar("W")

AT_MOST: Final = 50
# Somebody waits for the answer, so groups move less far apart than batches nobody waits for.
SHORTEST_SECONDS: Final = 0.002
LONGEST_SECONDS: Final = 0.02
AT_MOST_BYTES: Final = 16_000_000


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[T, R]):
    item: T
    answer: asyncio.Future[R]


class Together(Generic[T, R, W]):
    """Does the same thing for several callers in one transaction; each gets its own answer or its own error."""

    def __init__(
        self,
        transactions: Transactions[W],
        do: Callable[[Sequence[T], W], Awaitable[Sequence[R | DeskError]]],
        *,
        actor: DatabaseActor = NOBODY,
        bytes_of: Callable[[T], int] = lambda _: 0,
    ) -> None:
        """Let *do* return one answer for each item, a DeskError for one that is refused, and write nothing of that.

        All share the rights of *actor*. A group ends at AT_MOST items, or once *bytes_of* them exceed AT_MOST_BYTES.
        """
        self._transactions = transactions
        self._do = do
        self._actor = actor
        self._bytes_of = bytes_of
        self._waiting: list[_Waiting[T, R]] = []
        self._running: asyncio.Task[None] | None = None
        self._pace = Pace(shortest=SHORTEST_SECONDS, longest=LONGEST_SECONDS)

    async def do(self, item: T) -> R:
        """Return the answer for *item* after the COMMIT; raise its refusal, or DatabaseAway when nothing is known."""
        waiting: _Waiting[T, R] = _Waiting(item, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._running is None:
            # A task of its own: a caller who goes away must not take the others' transaction with it.
            self._running = asyncio.create_task(self._run())
        return await waiting.answer

    async def _run(self) -> None:
        group: list[_Waiting[T, R]] = []
        try:
            while self._waiting:
                self._pace.begin()
                group = self._next_group()
                await self._settle(group)
                if len(self._waiting) < AT_MOST:
                    await self._pace.end(len(group))
        finally:
            self._running = None
            # Only a process that ends leaves somebody behind; what nobody confirmed will be sent again.
            for waiting in (*group, *self._waiting):
                waiting.answer.cancel()
            self._waiting.clear()

    def _next_group(self) -> list[_Waiting[T, R]]:
        count = size = 0
        while count < min(AT_MOST, len(self._waiting)) and size <= AT_MOST_BYTES:
            size += self._bytes_of(self._waiting[count].item)
            count += 1
        group, self._waiting = self._waiting[:count], self._waiting[count:]
        return group

    async def _settle(self, group: list[_Waiting[T, R]]) -> None:
        outcome: Sequence[R | DeskError] | BaseException
        (outcome,) = await asyncio.gather(self._try([one.item for one in group]), return_exceptions=True)
        if isinstance(outcome, asyncio.CancelledError):
            # Nobody cancelled us, or we would not be here: a library cancels what waits on a connection that is lost.
            outcome = DatabaseAway("what was asked of the database was cancelled by nobody")
        if not isinstance(outcome, BaseException):
            for one, answer in zip(group, outcome, strict=True):
                _tell(one, answer)
        elif not isinstance(outcome, Exception):
            raise outcome
        elif len(group) == 1 or isinstance(outcome, DatabaseAway):
            for one in group:
                _tell(one, outcome)
        else:
            # It was rolled back because of one of them; alone, only that one fails.
            for one in group:
                await self._settle([one])

    async def _try(self, items: list[T]) -> Sequence[R | DeskError]:
        async with self._transactions.begin(self._actor) as work:
            return await self._do(items, work)


def _tell(waiting: _Waiting[T, R], answer: R | Exception) -> None:
    if waiting.answer.done():
        return
    if isinstance(answer, Exception):
        waiting.answer.set_exception(answer)
    else:
        waiting.answer.set_result(answer)
