"""The gate of a reader that takes the facts of an aggregate in the order of their versions, without a gap."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Integer,
    Text,
    Update,
    Uuid,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from shared.database.rows import given_rows
from shared.events import Fact, Recorded
from shared.messaging.issues import IssueState
from shared.messaging.tables import MessagingTables

Version = tuple[UUID, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What becomes of a batch at the gate."""

    following: tuple[Recorded[Fact], ...]
    behind: tuple[Recorded[Fact], ...]
    waiting: Mapping[UUID, int]
    reached: Mapping[UUID, int]


def sort_out(
    facts: Sequence[Recorded[Fact]], positions: Mapping[UUID, int], discarded: AbstractSet[Version] = frozenset()
) -> Sorted:
    """Return which facts follow, which are old news, and which wait, by id with the version that must come first.

    A negative position was not reached but estimated: whatever was heard up to there is old news, and the first fact
    after it follows, for nobody will send the versions in between. What a person discarded is stepped over.
    """
    reached = dict(positions)
    following, behind, waiting = [], [], {}
    for fact in _in_order(facts):
        aggregate, version, at = fact.aggregate_id, fact.aggregate_version, reached[fact.aggregate_id]
        if version <= abs(at):
            behind.append(fact)
            continue
        at = at if at >= 0 else version - 1
        while at + 1 < version and (aggregate, at + 1) in discarded:
            at += 1
        if version == at + 1:
            following.append(fact)
            reached[aggregate] = version
        else:
            waiting[fact.id] = at + 1
    changed = {aggregate: at for aggregate, at in reached.items() if at != positions[aggregate]}
    return Sorted(following=tuple(following), behind=tuple(behind), waiting=waiting, reached=changed)


def _in_order(facts: Sequence[Recorded[Fact]]) -> Iterator[Recorded[Fact]]:
    """Leave every aggregate the places its facts came in, and put its versions in order there."""
    own: dict[UUID, list[Recorded[Fact]]] = defaultdict(list)
    for fact in facts:
        own[fact.aggregate_id].append(fact)
    turns = {aggregate: iter(sorted(its, key=lambda one: one.aggregate_version)) for aggregate, its in own.items()}
    return (next(turns[fact.aggregate_id]) for fact in facts)


class Gate:
    """How far one reader has come with every aggregate, in one transaction."""

    def __init__(self, connection: AsyncConnection, tables: MessagingTables, reader: str) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._tables = tables
        self._reader = reader

    async def sort_out(self, facts: Sequence[Recorded[Fact]]) -> Sorted:
        """Sort *facts* out, and hold their aggregates until the transaction ends."""
        positions = await self._lock({fact.aggregate_id for fact in facts})
        done = sort_out(facts, positions)
        if not done.waiting:
            return done
        return sort_out(facts, positions, await self._discarded(positions))

    async def _lock(self, aggregates: Collection[UUID]) -> Mapping[UUID, int]:
        # In one order, so that two processes with overlapping batches cannot lock each other out.
        given = {"reader_name": self._reader, "aggregates": sorted(aggregates)}
        rows = await self._connection.execute(_lock(self._tables), given)
        return {row[0]: row[1] for row in rows}

    async def _discarded(self, aggregates: Collection[UUID]) -> AbstractSet[Version]:
        issue = self._tables.delivery_issue
        rows = await self._connection.execute(
            select(issue.c.aggregate_id, issue.c.aggregate_version).where(
                issue.c.reader == self._reader,
                issue.c.state == IssueState.DISCARDED,
                issue.c.aggregate_id.in_(aggregates),
                issue.c.aggregate_version.is_not(None),
            )
        )
        return {(row[0], row[1]) for row in rows}

    async def move(self, reached: Mapping[UUID, int]) -> bool:
        """Note the versions *reached* and return whether something waited for one of them: it is due at once."""
        if not reached:
            return False
        given = {"reader_name": self._reader, "aggregates": list(reached), "versions": list(reached.values())}
        released = await self._connection.execute(_move(self._tables), given)
        return released.rowcount > 0


@cache
def _lock(tables: MessagingTables) -> ReturningInsert[UUID, int]:
    """Lock the positions, beginning at 0, and return them.

    The lock is what makes a gap safe to note: whoever closes it comes after us, and finds what we noted.
    """
    position, given = tables.reader_position, func.unnest(bindparam("aggregates", type_=ARRAY(Uuid))).column_valued()
    beginning = select(bindparam("reader_name", type_=Text), given, literal(0))
    return (
        insert(position)
        .from_select(["reader", "aggregate_id", "version"], beginning)
        .on_conflict_do_update(
            index_elements=[position.c.reader, position.c.aggregate_id], set_={"version": position.c.version}
        )
        .returning(position.c.aggregate_id, position.c.version)
    )


@cache
def _move(tables: MessagingTables) -> Update:
    position, issue = tables.reader_position, tables.delivery_issue
    reader, given = bindparam("reader_name", type_=Text), given_rows("given", aggregates=Uuid(), versions=Integer())
    moved = (
        update(position)
        .where(position.c.reader == reader, position.c.aggregate_id == given.c.aggregates)
        .values(version=given.c.versions)
        .returning(position.c.aggregate_id, position.c.version)
        .cte("moved")
    )
    return (
        update(issue)
        .where(
            issue.c.reader == reader,
            # As it stands in the text, for the index of these rows is a partial one.
            issue.c.state == literal_column("'waiting'"),
            issue.c.aggregate_id == moved.c.aggregate_id,
            issue.c.waiting_for <= moved.c.version,
        )
        .values(
            state=IssueState.RETRYING,
            next_at=func.clock_timestamp(),
            waiting_for=None,
            last_at=func.clock_timestamp(),
        )
    )
