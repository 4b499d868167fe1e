"""The worker as `desk run notify worker` runs it: a fact on the broker becomes a row, a mail and a fact."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from shared.messaging.publisher import Publisher
from shared.messaging.wire import to_wire
from shared.service import services, topology
from shared.settings import PROJECT, ServiceSettings
from shared.setup.broker import set_up_broker
from shared.setup.settings import read_setup_settings
from tests.notify.conftest import House, Post
from tests.waiting import until

WORKER = (
    "from services.notify.wiring import run_worker\n"
    "from shared.runtime.process import run_process, until_signalled\n"
    "async def main() -> None:\n"
    "    await until_signalled(run_worker())\n"
    "run_process(main())\n"
)


@asynccontextmanager
async def worker() -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the worker in a process of its own, and end it whatever happens."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, cwd=PROJECT, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until_rows(house: House, query: str, count: int) -> None:
    """Wait until *query* finds *count* rows; another process tells nobody when it commits."""

    async def found() -> bool:
        return len(await house.rows(query)) >= count

    await until(found, seconds=30)


async def test_a_proposal_told_on_the_broker_is_answered_once_and_a_killed_worker_loses_nothing(
    house: House, post: Post, environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up_broker(read_setup_settings(environment), topology(services()))
    monkeypatch.setenv("DESK_NOTIFY_SMTP_PORT", str(post.port))
    first = to_wire(house.received(await house.proposal(receipt="R8-0001"), receipt="R8-0001"))
    second = to_wire(house.received(await house.proposal(receipt="R8-0002"), receipt="R8-0002"))
    publisher = Publisher(ServiceSettings("notify").amqp_url, name="test")
    sent = "SELECT 1 FROM notify.handled h JOIN notify.event_log e USING (event_id) WHERE e.type = 'mail.sent.v1'"

    async with worker() as killed:
        told = [await publisher.publish(first, target=None) for _ in range(2)]
        await until_rows(house, sent, 1)
        killed.kill()
        await killed.wait()
    told.append(await publisher.publish(second, target=None))
    async with worker() as stopped:
        await until_rows(house, sent, 2)
        stopped.terminate()
        code = await asyncio.wait_for(stopped.wait(), 30)
    await publisher.close()

    assert (told, code) == ([True, True, True], 0)
    assert len(post.mails()) == 2
    assert await house.rows("SELECT state, resends FROM notify.mail_send") == [{"state": "sent", "resends": 0}] * 2
    assert await house.rows("SELECT 1 FROM notify.outbox") == []
