"""The worker of operations as a process runs it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.queues import House
from services.operations.storage.work import Work
from services.operations.wiring import run_worker
from shared.access.actor import Role
from shared.access.sessions import open_session
from shared.database.transactions import Transactions
from tests.operations.conftest import Person, until
from tests.ports import free_port
from tests.waiting import until_ended


async def test_the_worker_takes_samples_sweeps_and_is_ready(
    by_web: Transactions[Work],
    house: House,
    person: Person,
    admin: AsyncEngine,
    installation: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    monkeypatch.setenv("DESK_HEALTH_PORT", str(port))
    now = datetime.now(UTC)
    actor = await person(Role.OPERATOR)
    async with admin.begin() as connection:
        await open_session(connection, actor.account_id, now=now - timedelta(days=3))

    running = asyncio.create_task(run_worker())

    async def sampled_and_swept() -> bool:
        async with by_web.begin() as work:
            samples = await work.samples.newest(since=now)
        async with admin.connect() as connection:
            left = await connection.scalar(text("SELECT count(*) FROM access.session"))
        return sorted(samples) == sorted(house.queues) and left == 0

    await until(sampled_and_swept)
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        ready = await client.get("/readyz")
        metrics = await client.get("/metrics")
    await until_ended(running)
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "failing": []})
    assert "desk_management_up 1.0" in metrics.text
    assert 'desk_queue_depth{queue="routing.cases.v1"}' in metrics.text


async def test_a_worker_that_is_asked_to_end_is_not_ready_while_it_finishes_its_looks(
    clean: None, admin: AsyncEngine, installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("DESK_HEALTH_PORT", str(port))

    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

        async def ready() -> bool:
            with suppress(httpx2.TransportError):
                return (await client.get("/readyz")).status_code == 200
            return False

        async def looks() -> bool:
            async with admin.connect() as other:
                return bool(await other.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))

        async with admin.begin() as connection:
            await connection.execute(text("LOCK TABLE operations.balance_mark IN ACCESS EXCLUSIVE MODE"))
            running = asyncio.create_task(run_worker())
            await until(ready)
            await until(looks)
            running.cancel()
            await asyncio.sleep(0)
            leaving = await client.get("/readyz")
            ended_early = running.done()
    with suppress(asyncio.CancelledError):
        await running

    assert (leaving.status_code, leaving.json()["failing"]) == (503, ["staying"])
    assert not ended_early
