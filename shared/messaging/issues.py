"""Deliveries that failed: when they are tried again, and what a person may do about them."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Row, Table, Text, case, cast, func, literal, null, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import DeskError, Invalid
from shared.messaging.backoff import LADDER_SECONDS, NEWER_SECONDS, wait_seconds
from shared.messaging.tables import MessagingTables
from shared.messaging.wire import FromNewer, version_of

# A claimed retry that nobody finishes (the process died) becomes due again after this time.
CLAIM = timedelta(minutes=1)
# So often may a delivery be begun without an end: then it kills its reader, and a person must look.
BEGUN_AT_MOST = 5
KILLED = "KilledTheReader"
# A gap is looked at again that often, for what closes it may have been discarded by a person meanwhile.
LOOK_AGAIN = timedelta(minutes=1)
WAITS_AT_MOST = timedelta(hours=24)


class IssueState(StrEnum):
    """Where a failed delivery stands."""

    RETRYING = "retrying"  # 再試行中
    WAITING = "waiting"  # 前の出来事を待っている
    PARKED = "parked"  # 留置（人の確認待ち）
    RESOLVED = "resolved"  # 解決済み
    DISCARDED = "discarded"  # 破棄


OPEN = frozenset({IssueState.RETRYING, IssueState.WAITING, IssueState.PARKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as it came, byte for byte."""

    headers: Mapping[str, Any]
    body: bytes

    @property
    def event_id(self) -> UUID:
        """Return the fact's id, or one made from the bytes when the message names none."""
        try:
            return UUID(str(self.headers.get("cloudEvents_id")))
        except ValueError:
            # The broker's own headers (x-death, x-delivery-count) differ between two deliveries of one message.
            own = sorted((key, str(value)) for key, value in self.headers.items() if not key.startswith("x-"))
            return uuid5(NAMESPACE_OID, repr(own) + self.body.hex())

    @property
    def type(self) -> str:
        """Return the declared type, or `unknown`."""
        return storable(str(self.headers.get("cloudEvents_type", "unknown")))[:120]

    @property
    def aggregate_id(self) -> UUID | None:
        """Return the aggregate the message speaks of, if it says so readably."""
        try:
            return UUID(str(self.headers.get("cloudEvents_subject")))
        except ValueError:
            return None

    @property
    def brought_before(self) -> int:
        """Return how often the broker counts that it brought the message before; a kept copy does not say."""
        count = self.headers.get("x-delivery-count")
        return count if isinstance(count, int) else 0

    @property
    def aggregate_version(self) -> int | None:
        """Return the version of the aggregate the message speaks of, if it says so readably."""
        try:
            return version_of(self.headers.get("cloudEvents_aggregateversion"))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A failed delivery whose time has come.

    suspect: it was begun before, and no reader came back from it. parked: that was once too often; nobody tries it.
    """

    reader: str
    incoming: Incoming
    suspect: bool
    parked: bool


def describe(error: BaseException) -> str:
    """Say where and what, never the values: a driver's message may quote what no row of ours may hold."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    said = f": {error}" if isinstance(error, DeskError) else ""
    return storable(f"{type(error).__name__} at {place}{said}")[:500]


def storable(text: str) -> str:
    """Return *text* as PostgreSQL can hold it: no NUL and no lone surrogate."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


class Issues:
    """The rows of one schema's failed deliveries."""

    def __init__(
        self, connection: AsyncConnection, tables: MessagingTables, *, ladder: Sequence[float] = LADDER_SECONDS
    ) -> None:
        """Join the caller's transaction; *ladder* holds the seconds between one try and the next."""
        self._connection = connection
        self._table = tables.delivery_issue
        self._ladder = ladder

    async def record(self, reader: str, incoming: Incoming, error: BaseException) -> IssueState:
        """Note one more failure and return what becomes of the delivery: tried again, parked, or discarded before."""
        table = self._table
        earlier = await self._connection.scalar(
            select(table.c.attempt).where(table.c.reader == reader, table.c.event_id == incoming.event_id)
        )
        attempt = (earlier or 0) + 1
        ladder = NEWER_SECONDS if isinstance(error, FromNewer) else self._ladder
        wait = None if isinstance(error, Invalid) else wait_seconds(attempt, ladder)
        state = IssueState.PARKED if wait is None else IssueState.RETRYING
        changing = {
            "state": state.value,
            "attempt": attempt,
            "begun": 0,
            "next_at": None if wait is None else func.clock_timestamp() + timedelta(seconds=wait),
            "error_class": type(error).__name__,
            "error": describe(error),
            "waiting_for": None,
            "last_at": func.clock_timestamp(),
        }
        written = await self._connection.scalar(
            insert(table)
            .values(_fixed(reader, incoming) | changing)
            .on_conflict_do_update(
                index_elements=[table.c.reader, table.c.event_id],
                set_=changing,
                # What a person discarded stays discarded, whatever a late copy does.
                where=table.c.state != IssueState.DISCARDED,
            )
            .returning(table.c.state)
        )
        return IssueState.DISCARDED if written is None else IssueState(written)

    async def wait(self, reader: str, gaps: Sequence[tuple[Incoming, int]]) -> None:
        """Note deliveries that came before the version they need; after WAITS_AT_MOST they are parked for a person."""
        table = self._table
        for incoming, version in gaps:
            too_long = table.c.first_at < func.clock_timestamp() - WAITS_AT_MOST
            waiting = {
                "state": IssueState.WAITING,
                "waiting_for": version,
                "begun": 0,
                "next_at": func.clock_timestamp() + LOOK_AGAIN,
                "error_class": "Gap",
                "error": f"waits for version {version} of its aggregate",
                "last_at": func.clock_timestamp(),
            }
            parked = {
                "state": case((too_long, IssueState.PARKED), else_=IssueState.WAITING),
                "next_at": case((too_long, null()), else_=func.clock_timestamp() + LOOK_AGAIN),
                "error": case(
                    (too_long, f"version {version} of its aggregate did not come within 24 hours"),
                    else_=waiting["error"],
                ),
            }
            await self._connection.execute(
                insert(table)
                .values(_fixed(reader, incoming) | waiting | {"attempt": 0})
                .on_conflict_do_update(
                    index_elements=[table.c.reader, table.c.event_id],
                    set_=waiting | parked,
                    where=table.c.state.in_([IssueState.WAITING, IssueState.RETRYING]),
                )
            )

    async def give_back(self, reader: str, incoming: Incoming) -> bool:
        """Let *reader* try at once, alone, what the broker gave up delivering; False when something is on record of it.

        The broker counts every lost connection as a failed delivery: what no handler has failed at is innocent until
        it kills once more. What one has failed at goes on as the record says, retried or parked or discarded.
        """
        said = "the broker gave up delivering it; no failure of the reader is on record"
        return await self._try_alone(reader, incoming, "GivenUpByBroker", said)

    async def set_apart(self, reader: str, incoming: Incoming) -> bool:
        """Let *reader* try at once, alone, what the broker brought again and again; False when it is on record."""
        said = "the broker brought it again and again, and no answer came; it is tried alone"
        return await self._try_alone(reader, incoming, "BroughtAgain", said)

    async def _try_alone(self, reader: str, incoming: Incoming, error_class: str, said: str) -> bool:
        table = self._table
        given = {
            "state": IssueState.RETRYING,
            "attempt": 0,
            "begun": 1,
            "next_at": func.clock_timestamp(),
            "error_class": error_class,
            "error": said,
        }
        statement = insert(table).values(_fixed(reader, incoming) | given).on_conflict_do_nothing()
        return await self._connection.scalar(statement.returning(table.c.reader)) is not None

    async def resolve(self, reader: str, event_ids: Sequence[UUID]) -> None:
        """Close the issues of deliveries that have now been handled."""
        table = self._table
        await self._connection.execute(
            update(table)
            .where(
                table.c.reader == reader,
                table.c.event_id.in_(event_ids),
                table.c.state.in_(OPEN),
            )
            .values(state=IssueState.RESOLVED, next_at=None, waiting_for=None, begun=0, last_at=func.clock_timestamp())
        )

    async def claim_due(self, readers: Sequence[str], limit: int) -> list[Due]:
        """Take deliveries whose time has come, so that no other process takes them for a while.

        What was begun before and never ended comes one at a time for each reader, and is parked at last.
        """
        table = self._table
        due = (
            select(table.c.reader, table.c.event_id, table.c.next_at, table.c.begun)
            .where(
                table.c.reader.in_(readers),
                # What waits for a gap is looked at too: the gap may have been closed by a person's discarding.
                # Written out, or no index of some of the states could serve a statement that is prepared once.
                text("state IN ('retrying', 'waiting')"),
                # Not clock_timestamp, which is another at every row and so cannot be looked up.
                table.c.next_at <= func.statement_timestamp(),
            )
            .order_by(table.c.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        turn = func.row_number().over(partition_by=(due.c.reader, due.c.begun > 0), order_by=due.c.next_at)
        chosen = select(due.c.reader, due.c.event_id, due.c.begun, turn.label("turn")).cte("chosen")
        rows = await self._connection.execute(
            update(table)
            .where(
                table.c.reader == chosen.c.reader,
                table.c.event_id == chosen.c.event_id,
                or_(chosen.c.begun == 0, chosen.c.turn == 1),
            )
            .values(_begun_or_parked(table))
            .returning(table.c.reader, table.c.headers, table.c.body, table.c.state, chosen.c.begun)
        )
        return sorted(map(_due, rows), key=lambda one: one.suspect)


def _due(row: Row[Any]) -> Due:
    return Due(
        reader=row.reader,
        incoming=Incoming(headers=row.headers, body=row.body),
        suspect=row.begun > 0,
        parked=row.state == IssueState.PARKED,
    )


def _begun_or_parked(table: Table) -> dict[str, Any]:
    too_often = table.c.begun >= BEGUN_AT_MOST
    said = literal("begun ").concat(cast(table.c.begun, Text)).concat(" times, and the reader never came back from it")
    return {
        # A person who lets it be tried again gives it some more tries, alone.
        "begun": case((too_often, 1), else_=table.c.begun + 1),
        "next_at": case((too_often, null()), else_=func.clock_timestamp() + CLAIM),
        "state": case((too_often, IssueState.PARKED), else_=table.c.state),
        "attempt": case((too_often, table.c.attempt + table.c.begun), else_=table.c.attempt),
        "error_class": case((too_often, KILLED), else_=table.c.error_class),
        "error": case((too_often, said), else_=table.c.error),
        "last_at": case((too_often, func.clock_timestamp()), else_=table.c.last_at),
    }


def _fixed(reader: str, incoming: Incoming) -> dict[str, Any]:
    return {
        "reader": reader,
        "event_id": incoming.event_id,
        "type": incoming.type,
        "aggregate_id": incoming.aggregate_id,
        "aggregate_version": incoming.aggregate_version,
        "headers": {storable(key): storable(str(value))[:500] for key, value in incoming.headers.items()},
        "body": incoming.body,
    }
