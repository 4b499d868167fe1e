"""Samples of queues: written every few seconds, kept for a day."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.queues import Sample
from services.operations.storage.tables import queue_sample

KEPT_FOR: Final = timedelta(hours=24)
# A restart takes a few seconds; only a queue that nobody consumed for this long is worth an incident.
NOBODY_FOR: Final = timedelta(seconds=15)
_LOOKED_BACK: Final = timedelta(seconds=30)
# A broker that has just been started shows the first figures after some ten seconds, on a busy machine later.
STALLED_FOR: Final = timedelta(seconds=30)


class SampleStore:
    """The table queue_sample, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, samples: Sequence[Sample]) -> None:
        """Write down these samples."""
        if samples:
            await self._connection.execute(insert(queue_sample), [asdict(sample) for sample in samples])

    async def newest(self, *, since: datetime) -> dict[str, Sample]:
        """Return the newest sample of each queue that was taken after *since*."""
        rows = await self._connection.execute(
            select(
                queue_sample.c.queue,
                queue_sample.c.at,
                queue_sample.c.depth,
                queue_sample.c.unacked,
                queue_sample.c.consumers,
                queue_sample.c.works,
            )
            .ext(distinct_on(queue_sample.c.queue))
            .where(queue_sample.c.at > since)
            .order_by(queue_sample.c.queue, queue_sample.c.at.desc())
        )
        return {row.queue: Sample(**row._mapping) for row in rows}  # noqa: SLF001 -- the public name of a row's columns

    async def without_consumer(self, *, at: datetime) -> set[str]:
        """Return the queues that had no consumer in any sample of the last seconds."""
        rows = await self._connection.scalars(
            select(queue_sample.c.queue)
            .where(queue_sample.c.at > at - _LOOKED_BACK)
            .group_by(queue_sample.c.queue)
            .having(
                func.max(queue_sample.c.consumers) == 0,
                func.min(queue_sample.c.at) <= at - NOBODY_FOR,
            )
        )
        return set(rows)

    async def never_empty(self, *, at: datetime) -> set[str]:
        """Return the queues that held something in every sample of the last seconds."""
        held = queue_sample.c.depth + queue_sample.c.unacked
        rows = await self._connection.scalars(
            select(queue_sample.c.queue)
            .where(queue_sample.c.at > at - _LOOKED_BACK)
            .group_by(queue_sample.c.queue)
            .having(func.min(held) > 0, func.min(queue_sample.c.at) <= at - NOBODY_FOR)
        )
        return set(rows)

    async def stalled(self, *, at: datetime) -> set[str]:
        """Return the queues that worked in no sample of the last seconds."""
        rows = await self._connection.scalars(
            select(queue_sample.c.queue)
            .where(queue_sample.c.at > at - 1.5 * STALLED_FOR)
            .group_by(queue_sample.c.queue)
            .having(~func.bool_or(queue_sample.c.works), func.min(queue_sample.c.at) <= at - STALLED_FOR)
        )
        return set(rows)

    async def forget_old(self, *, at: datetime) -> int:
        """Delete what is older than a day and return how many rows that were."""
        old = delete(queue_sample).where(queue_sample.c.at < at - KEPT_FOR)
        return (await self._connection.execute(old)).rowcount
