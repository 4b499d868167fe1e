import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2 as httpx
import pytest
import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.local.desk import GRACE_S as DESK_GRACE_S
from shared.ending import (
    ASK_BROKER_SECONDS,
    CLOSING_SECONDS,
    DELIVERIES_SECONDS,
    HANG_UP_SECONDS,
    IN_HAND_SECONDS,
    LAST_BATCH_SECONDS,
    STOP_LOOKING_SECONDS,
)
from shared.runtime.health import LAST_ANSWERS_SECONDS
from shared.runtime.worker import Worker, make_worker
from shared.settings import PROJECT, ServiceSettings
from shared.supervisor.supervisor import GRACE_S
from tests.ports import free_port
from tests.shared.messaging.conftest import TABLES, Broker, House, incoming, recorded
from tests.shared.messaging.conftest import broker as broker  # noqa: PLC0414 - a fixture of a neighbour.
from tests.shared.messaging.conftest import house as house  # noqa: PLC0414 - the same.
from tests.shared.messaging.test_draining import Gate
from tests.waiting import until, until_ended


class Diary:
    """A door, and the order in which things were asked of it."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def draining(self) -> None:
        self.said.append("421 from now on")

    async def close(self) -> None:
        self.said.append("closed")


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    port = free_port()
    monkeypatch.setenv("DESK_HEALTH_PORT", str(port))
    return f"http://127.0.0.1:{port}"


@asynccontextmanager
async def at_work(
    gate: Gate, door: Diary, job: Callable[[], Awaitable[None]]
) -> AsyncIterator[tuple[Worker[AsyncConnection], asyncio.Task[None]]]:
    worker = make_worker(ServiceSettings("routing"), TABLES, [gate.reader], lambda connection: connection)
    task = asyncio.create_task(worker.run(job, door=door))
    try:
        await until(worker.consumers.consuming.is_set)
        yield worker, task
    finally:
        gate.go_on.set()
        await until_ended(task)


async def test_a_worker_that_is_asked_to_end_says_so_first_and_finishes_what_is_in_hand(
    house: House, broker: Broker, address: str
) -> None:
    gate, diary = Gate("routing.test-ending"), Diary()

    async def step() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            diary.said.append("step finished")

    async with broker.queue_of(gate.reader):
        await broker.send(gate.reader, incoming(recorded()))
        async with at_work(gate, diary, step) as (_, task), httpx.AsyncClient(base_url=address) as client:
            await gate.entered.wait()
            before = await client.get("/readyz")

            task.cancel()
            await until(lambda: "step finished" in diary.said)
            during = await client.get("/readyz")
            gate.go_on.set()
            await until(task.done)

    assert (before.status_code, during.status_code) == (200, 503)
    assert "staying" in during.json()["failing"]
    assert diary.said == ["421 from now on", "step finished", "closed"]
    assert (gate.cancelled, len(await house.done())) == (0, 1)


class Breaks(RuntimeError):
    """What a reader's watchdog would raise."""


async def test_when_one_part_breaks_the_others_finish_the_step_they_are_in(address: str) -> None:
    del address
    begun, finish, told = asyncio.Event(), asyncio.Event(), Diary()
    worker = make_worker(ServiceSettings("routing"), TABLES, [], lambda connection: connection)

    async def careful() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            told.said.append("asked to end")
            await finish.wait()
            told.said.append("finished")
            raise

    async def breaks() -> None:
        await begun.wait()
        raise Breaks

    running = asyncio.create_task(worker.run(careful, breaks))
    await until(worker.leaving.is_set)
    await asyncio.sleep(0)
    finish.set()

    with pytest.raises(ExceptionGroup) as found:
        await running
    assert found.group_contains(Breaks)
    assert told.said == ["asked to end", "finished"]


def test_nobody_kills_a_process_before_it_had_the_time_to_drain() -> None:
    readers = STOP_LOOKING_SECONDS + ASK_BROKER_SECONDS + DELIVERIES_SECONDS + HANG_UP_SECONDS
    needed = IN_HAND_SECONDS + LAST_BATCH_SECONDS + CLOSING_SECONDS
    compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
    container = float(compose["services"]["intake"]["stop_grace_period"].removesuffix("s"))

    assert DELIVERIES_SECONDS > 0
    assert readers < IN_HAND_SECONDS
    assert needed > LAST_ANSWERS_SECONDS + CLOSING_SECONDS
    assert needed <= GRACE_S < DESK_GRACE_S
    assert needed <= container
