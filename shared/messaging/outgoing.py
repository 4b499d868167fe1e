"""The relay's side of the outbox: shards to lock, facts to take out, and what is put back.

These few statements run for every batch of facts and for every idle look, so they go to the driver directly.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from asyncpg import Connection
from asyncpg.transaction import Transaction

from shared.messaging.tables import SHARDS, MessagingTables

# How long a fact that nobody was bound to hear stays in the waiting room of its shard before it is tried again.
RETURNED_WAIT_SECONDS = 30.0
# With LIMIT, so that the planner takes the first row from the index: it would rather read all rows to know of one.
_ANYTHING = """
SELECT (SELECT seq FROM {s}.outbox WHERE seq > $1 AND shard < {shards} ORDER BY seq LIMIT 1) IS NOT NULL
    OR (SELECT seq FROM {s}.outbox WHERE shard >= {shards} AND not_before <= clock_timestamp() LIMIT 1) IS NOT NULL
"""
_LEFT = """
SELECT seq FROM {s}.outbox WHERE seq > $1 AND seq <= $2 AND shard < {shards} ORDER BY seq LIMIT 1
"""
_LOCK = """
SELECT own.shard FROM {s}.outbox_shard AS own
WHERE (SELECT o.seq FROM {s}.outbox AS o WHERE o.shard = own.shard AND o.seq > $1
        ORDER BY o.seq LIMIT 1) IS NOT NULL
    OR (SELECT o.seq FROM {s}.outbox AS o WHERE o.shard = own.shard + {shards} AND o.not_before <= clock_timestamp()
        LIMIT 1) IS NOT NULL
ORDER BY random() LIMIT $2 FOR UPDATE SKIP LOCKED
"""
# Taken out at once and put back if need be: the lock that deleting takes on a row also finds out, without another
# statement, that a relay before us has carried it. A fact behind one of its aggregate in the waiting room stays.
_TAKE = """
WITH held AS MATERIALIZED (
    SELECT e.aggregate_id, o.target FROM {s}.outbox AS o JOIN {s}.event_log AS e USING (event_id)
    WHERE o.shard >= {shards}
), due AS (
    SELECT own.seq FROM unnest($2::smallint[]) AS mine (shard) CROSS JOIN LATERAL (
        SELECT o.seq FROM {s}.outbox AS o
        WHERE o.shard = mine.shard AND o.seq > $1 AND NOT (EXISTS (SELECT 1 FROM held) AND EXISTS (
            SELECT 1 FROM {s}.event_log AS e JOIN held USING (aggregate_id)
            WHERE e.event_id = o.event_id AND held.target IS NOT DISTINCT FROM o.target))
        ORDER BY o.seq LIMIT $3) AS own
    UNION ALL
    SELECT own.seq FROM unnest($2::smallint[]) AS mine (shard) CROSS JOIN LATERAL (
        SELECT o.seq FROM {s}.outbox AS o
        WHERE o.shard = mine.shard + {shards} AND o.not_before <= clock_timestamp()
        ORDER BY o.seq LIMIT $3) AS own
), taken AS (
    DELETE FROM {s}.outbox WHERE seq IN (SELECT seq FROM due) RETURNING *
)
SELECT taken.seq, taken.shard, taken.target, taken.not_before, taken.attempt, taken.created_at, e.event_id, e.type,
    e.source, e.desk_id, e.aggregate_id, e.aggregate_version, e.actor, e.rule_version, e.occurred_at,
    e.classification, e.correlation_id, e.causation_id, e.data::text AS body
FROM taken JOIN {s}.event_log AS e USING (event_id) ORDER BY taken.seq
"""
_PUT_BACK = """
INSERT INTO {s}.outbox (seq, event_id, shard, target, not_before, attempt, created_at) OVERRIDING SYSTEM VALUE
SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::smallint[], $4::text[], $5::timestamptz[], $6::smallint[],
    $7::timestamptz[])
"""
_COLUMNS = ("seq", "event_id", "shard", "target", "not_before", "attempt", "created_at")
_POSTPONE = """
UPDATE {s}.outbox SET shard = shard % {shards} + {shards}, attempt = least(attempt + 1, 30000),
    not_before = clock_timestamp() + make_interval(secs => $2)
WHERE seq = ANY ($1::bigint[])
"""
# The figures of a table that is empty most of the time mislead the planner when it suddenly is not. A commit of ours
# that a crash undoes only makes facts go out twice, so it need not wait for the disk.
_SETTINGS = "SET enable_seqscan = off; SET jit = off; SET synchronous_commit = off"

Row = Mapping[str, Any]


class Outgoing:
    """The outbox of one service, seen through one connection of its relay."""

    def __init__(self, connection: Connection, tables: MessagingTables) -> None:
        """Work through *connection*, which nobody else uses."""
        self._connection = connection
        self._statements = {
            statement: statement.format(s=tables.schema, shards=SHARDS)
            for statement in (_ANYTHING, _LEFT, _LOCK, _TAKE, _PUT_BACK, _POSTPONE)
        }

    async def set_up(self) -> None:
        """Make the connection the relay's own."""
        await self._connection.execute(_SETTINGS)

    def begin(self) -> Transaction:
        """Return the transaction that holds what it locks."""
        return self._connection.transaction()

    async def anything(self, *, after: int) -> bool:
        """Say whether a fact with a number above *after*, or a postponed one, waits to go out."""
        return bool(await self._connection.fetchval(self._statements[_ANYTHING], after))

    async def left(self, *, after: int, upto: int) -> bool:
        """Say whether a fact that is not postponed still stands among these numbers, in anybody's hand or in none."""
        return await self._connection.fetchval(self._statements[_LEFT], after, upto) is not None

    async def lock(self, shards: int, *, after: int) -> list[int]:
        """Lock at most so many shards that have something to carry and that no other relay holds."""
        return [row[0] for row in await self._connection.fetch(self._statements[_LOCK], after, shards)]

    async def take(self, shards: Sequence[int], limit: int, *, after: int) -> list[Row]:
        """Take out at most *limit* facts of each locked shard, in their order."""
        return list(await self._connection.fetch(self._statements[_TAKE], after, shards, limit))

    async def put_back(self, rows: Iterable[Row], *, postponed: Sequence[int]) -> None:
        """Put back what was not confirmed; what nobody was bound to hear goes to the waiting room of its shard."""
        columns = list(zip(*([row[name] for name in _COLUMNS] for row in rows), strict=True))
        if columns:
            await self._connection.execute(self._statements[_PUT_BACK], *columns)
        if postponed:
            await self._connection.execute(self._statements[_POSTPONE], postponed, RETURNED_WAIT_SECONDS)
