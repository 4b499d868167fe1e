"""Deliveries that failed: when they are tried again, and what a person may do about them."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import DeskError, Invalid
from shared.messaging.backoff import LADDER_SECONDS, NEWER_SECONDS, wait_seconds
from shared.messaging.tables import MessagingTables
from shared.messaging.wire import FromNewer

# A claimed retry that nobody finishes (the process died) becomes due again after this time.
CLAIM = timedelta(minutes=5)


class IssueState(StrEnum):
    """Where a failed delivery stands."""

    RETRYING = "retrying"  # 再試行中
    PARKED = "parked"  # 留置（人の確認待ち）
    RESOLVED = "resolved"  # 解決済み
    DISCARDED = "discarded"  # 破棄


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What stands on record about some deliveries of one reader."""

    open: list[UUID]
    discarded: frozenset[UUID]


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
            "last_at": func.clock_timestamp(),
        }
        fixed = {
            "reader": reader,
            "event_id": incoming.event_id,
            "type": incoming.type,
            "aggregate_id": incoming.aggregate_id,
            "headers": {storable(key): storable(str(value))[:500] for key, value in incoming.headers.items()},
            "body": incoming.body,
        }
        written = await self._connection.scalar(
            insert(table)
            .values(fixed | changing)
            .on_conflict_do_update(
                index_elements=[table.c.reader, table.c.event_id],
                set_=changing,
                # What a person discarded stays discarded, whatever a late copy does.
                where=table.c.state != IssueState.DISCARDED,
            )
            .returning(table.c.state)
        )
        return IssueState.DISCARDED if written is None else IssueState(written)

    async def known(self, reader: str, event_ids: Sequence[UUID]) -> Known:
        """Return which of these deliveries failed before and wait, and which a person has discarded."""
        table = self._table
        rows = await self._connection.execute(
            select(table.c.event_id, table.c.state).where(table.c.reader == reader, table.c.event_id.in_(event_ids))
        )
        states = {row.event_id: IssueState(row.state) for row in rows}
        return Known(
            open=[id_ for id_, state in states.items() if state in {IssueState.RETRYING, IssueState.PARKED}],
            discarded=frozenset(id_ for id_, state in states.items() if state is IssueState.DISCARDED),
        )

    async def resolve(self, reader: str, event_ids: Sequence[UUID]) -> None:
        """Close the issues of deliveries that have now been handled."""
        table = self._table
        await self._connection.execute(
            update(table)
            .where(
                table.c.reader == reader,
                table.c.event_id.in_(event_ids),
                table.c.state.in_([IssueState.RETRYING, IssueState.PARKED]),
            )
            .values(state=IssueState.RESOLVED, next_at=None, last_at=func.clock_timestamp())
        )

    async def claim_due(self, readers: Sequence[str], limit: int) -> list[tuple[str, Incoming]]:
        """Take deliveries whose time has come, so that no other process takes them for a while."""
        table = self._table
        due = (
            select(table.c.reader, table.c.event_id)
            .where(
                table.c.reader.in_(readers),
                table.c.state == IssueState.RETRYING,
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
