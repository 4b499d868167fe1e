"""The worker of operations as a process runs it."""

import asyncio
import socket
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


async def test_the_worker_takes_samples_sweeps_and_is_ready(
    by_web: Transactions[Work],
    house: House,
    person: Person,
    admin: AsyncEngine,
    installation: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
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
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "failing": []})
    assert "desk_management_up 1.0" in metrics.text
    assert 'desk_queue_depth{queue="routing.cases.v1"}' in metrics.text
