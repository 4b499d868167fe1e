"""What a reader has handled: the note that makes the second copy of a message do nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import given_rows
from shared.messaging.issues import OPEN, IssueState
from shared.messaging.tables import MessagingTables


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Which deliveries are the transaction's to handle, and whose failures are over with that."""

    fresh: frozenset[UUID]
    open: tuple[UUID, ...]


async def claim(connection: AsyncConnection, tables: MessagingTables, reader: str, ids: Collection[UUID]) -> Claim:
    """Note that *reader* handles these facts now; what it has handled before, or a person discarded, is not fresh.

    One statement: it answers only with what is out of the ordinary, which is mostly nothing.
    """
    # Sorted, so that two processes with overlapping batches cannot lock each other out.
    rows = await connection.execute(_claim(tables), {"reader_name": reader, "event_id": sorted(ids)})
    fresh, still_open = set(ids), []
    for event_id, is_new, state in rows:
        if not is_new or state == IssueState.DISCARDED:
            fresh.discard(event_id)
        if state in OPEN:
            still_open.append(event_id)
    return Claim(fresh=frozenset(fresh), open=tuple(still_open))


@cache
def _claim(tables: MessagingTables) -> Select[Any]:
    handled, issue = tables.handled, tables.delivery_issue
    reader = bindparam("reader_name", type_=Text)
    given = select(given_rows("given", event_id=Uuid()).c.event_id).cte("given")
    new = (
        insert(handled)
        .from_select(["reader", "event_id"], select(reader, given.c.event_id), include_defaults=False)
        .on_conflict_do_nothing()
        .returning(handled.c.event_id)
        .cte("new")
    )
    return (
        select(given.c.event_id, new.c.event_id.is_not(None), issue.c.state)
        .outerjoin_from(given, new, new.c.event_id == given.c.event_id)
        .outerjoin(issue, (issue.c.reader == reader) & (issue.c.event_id == given.c.event_id))
        .where(or_(new.c.event_id.is_(None), issue.c.event_id.is_not(None)))
    )
