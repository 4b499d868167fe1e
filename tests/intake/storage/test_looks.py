"""What is asked every few seconds, or by every page of the desk, is found without reading everything that ever came."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.domain.outcome import Outcome
from services.intake.storage.held_queries import longest_held
from services.intake.storage.queries import newest_raw
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from tests.intake.conftest import NOW

LOOKS: list[tuple[str, Callable[[Work], Awaitable[Any]]]] = [
    # From the few in the box to their messages, and not the other way round.
    ("raw_id = holding.raw_id", lambda work: work.pauses.let_in(at=NOW, most=1)),
    ("holding_open", lambda work: work.pauses.waiting("miono")),
    ("holding_open", lambda work: longest_held(work.connection, "miono")),
    ("raw_message_sorted", lambda work: newest_raw(work.connection, "miono", outcome=Outcome.SPAM)),
]


# Of empty tables the planner knows nothing, and takes this way or that.
_SETTLED = text(
    "INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at, size_bytes, sha256, outcome, settled_at)"
    " SELECT gen_random_uuid(), 'miono', 'mail', now(), 1, '\\x00', 'machine', now() FROM generate_series(1, 3000)"
)


@pytest.mark.parametrize(("index", "look"), LOOKS)
async def test_an_index_finds_it(
    worker_transactions: Transactions[Work],
    admin: AsyncEngine,
    index: str,
    look: Callable[[Work], Awaitable[Any]],
) -> None:
    async with admin.begin() as connection:
        await connection.execute(_SETTLED)
        await connection.execute(text("ANALYZE intake.raw_message, intake.holding"))
    asked: list[tuple[str, Any]] = []
    async with worker_transactions.begin() as work:
        # As the driver asks it: prepared once, for whatever values come; and small tables are read whole by themselves.
        await work.connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        for other in ("seqscan", "hashjoin", "mergejoin"):
            await work.connection.execute(text(f"SET LOCAL enable_{other} = off"))
        event.listen(
            work.connection.sync_connection, "before_cursor_execute", lambda *said: asked.append((said[2], said[3]))
        )
        await look(work)
        statement, values = asked[0]
        plan = "\n".join((await work.connection.exec_driver_sql(f"EXPLAIN {statement}", values)).scalars())

    assert index in plan
    assert "Seq Scan on raw_message" not in plan
