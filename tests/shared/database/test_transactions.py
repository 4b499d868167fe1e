from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.errors import DatabaseAway
from shared.database.transactions import DatabaseActor, Transactions
from shared.errors import Refused

pytestmark = pytest.mark.service("routing")
ADD = text("INSERT INTO routing.handled (reader, event_id) VALUES ('routing.test-transactions', :id)")
COUNT = text("SELECT count(*) FROM routing.handled WHERE reader = 'routing.test-transactions'")


def transactions_of(engine: AsyncEngine, woken: list[str]) -> Transactions[AsyncConnection]:
    return Transactions(engine, lambda connection: connection, after_commit=lambda: woken.append("woken"))


async def count(admin: AsyncEngine) -> int:
    async with admin.connect() as connection:
        return int(await connection.scalar(COUNT) or 0)


async def test_leaving_the_block_commits_and_then_wakes_the_relay(
    clean: None, admin: AsyncEngine, worker_engine: AsyncEngine
) -> None:
    woken: list[str] = []

    async with transactions_of(worker_engine, woken).begin() as connection:
        await connection.execute(ADD, {"id": uuid4()})
        before = (await count(admin), list(woken))

    assert before == (0, [])
    assert (await count(admin), woken) == (1, ["woken"])


@pytest.mark.parametrize("error", [Refused(), ValueError(), KeyboardInterrupt()])
async def test_any_error_rolls_back_and_wakes_nobody(
    clean: None, admin: AsyncEngine, worker_engine: AsyncEngine, error: BaseException
) -> None:
    woken: list[str] = []

    async def run() -> None:
        async with transactions_of(worker_engine, woken).begin() as connection:
            await connection.execute(ADD, {"id": uuid4()})
            raise error

    with pytest.raises(type(error)):
        await run()

    assert (await count(admin), woken) == (0, [])


async def test_a_wrong_statement_is_not_taken_for_an_outage(worker_engine: AsyncEngine) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        async with transactions_of(worker_engine, []).begin() as connection:
            await connection.execute(text("SELECT 1/0"))


@pytest.mark.parametrize(
    "statement",
    ["SELECT pg_terminate_backend(pg_backend_pid())", "SET LOCAL statement_timeout = 10; SELECT pg_sleep(5)"],
    ids=["killed", "too_slow"],
)
async def test_a_lost_or_stuck_connection_is_an_outage(worker_engine: AsyncEngine, statement: str) -> None:
    async def run() -> None:
        async with transactions_of(worker_engine, []).begin() as connection:
            for part in statement.split("; "):
                await connection.execute(text(part))

    with pytest.raises(DatabaseAway):
        await run()


async def test_the_actor_is_known_inside_the_transaction_and_forgotten_after_it(worker_engine: AsyncEngine) -> None:
    actor = DatabaseActor(kind="staff", desk="miono", roles=frozenset({"desk", "administrator"}), department="dx")
    asked = text(
        "SELECT current_setting('desk.kind', true), current_setting('desk.roles', true),"
        " current_setting('desk.department', true), pg_backend_pid()"
    )

    async with transactions_of(worker_engine, []).begin(actor) as connection:
        inside = tuple((await connection.execute(asked)).one())
    async with worker_engine.connect() as connection:
        after = tuple((await connection.execute(asked)).one())

    assert inside == ("staff", "administrator,desk", "dx", inside[3])
    assert after == ("", "", "", inside[3])


async def test_a_statement_nobody_waits_for_and_an_idle_transaction_have_an_end(worker_engine: AsyncEngine) -> None:
    async with worker_engine.connect() as connection:
        limits = [
            await connection.scalar(text(f"SHOW {name}"))
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "timezone")
        ]

    assert limits == ["15s", "10s", "15s", "UTC"]
