"""Deliveries that failed: when they are tried again, and what a person may do about them."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import case, func, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import DeskError, Invalid
from shared.messaging.backoff import LADDER_SECONDS, NEWER_SECONDS, wait_seconds
from shared.messaging.tables import MessagingTables
from shared.messaging.wire import FromNewer, version_of

# A claimed retry that nobody finishes (the process died) becomes due again after this time.
CLAIM = timedelta(minutes=1)
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
    def aggregate_version(self) -> int | None:
        """Return the version of the aggregate the message speaks of, if it says so readably."""
        try:
            return version_of(self.headers.get("cloudEvents_aggregateversion"))
        except ValueError:
            return None


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
        """Let *reader* try at once what the broker gave up delivering; False when something is on record of it.

        The broker counts every lost connection as a failed delivery: what no handler has failed at is innocent. What
        one has failed at goes on as the record says, retried or parked or discarded.
        """
        table = self._table
        given = {
            "state": IssueState.RETRYING,
            "attempt": 0,
            "next_at": func.clock_timestamp(),
            "error_class": "GivenUpByBroker",
            "error": "the broker gave up delivering it; no failure of the reader is on record",
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
            .values(state=IssueState.RESOLVED, next_at=None, waiting_for=None, last_at=func.clock_timestamp())
        )

    async def claim_due(self, readers: Sequence[str], limit: int) -> list[tuple[str, Incoming]]:
        """Take deliveries whose time has come, so that no other process takes them for a while."""
        table = self._table
        due = (
            select(table.c.reader, table.c.event_id)
            .where(
                table.c.reader.in_(readers),
                # What waits for a gap is looked at too: the gap may have been closed by a person's discarding.
                table.c.state.in_([IssueState.RETRYING, IssueState.WAITING]),
                table.c.next_at <= func.clock_timestamp(),
            )
            .order_by(table.c.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        rows = await self._connection.execute(
            update(table)
            .where(table.c.reader == due.c.reader, table.c.event_id == due.c.event_id)
            .values(next_at=func.clock_timestamp() + CLAIM)
            .returning(table.c.reader, table.c.headers, table.c.body)
        )
        return [(row.reader, Incoming(headers=row.headers, body=row.body)) for row in rows]


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
