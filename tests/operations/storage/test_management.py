"""What the management interface says while the broker takes nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace

import aio_pika
import httpx2 as httpx
import pytest
from sqlalchemy import make_url

from deploy.local.engines import Engines
from services.operations.domain.incident import Cause
from services.operations.domain.queues import House
from services.operations.handlers.watching import watch_once
from services.operations.ports import ManagementRefuses
from services.operations.settings import read_operations_settings
from services.operations.storage.management import Management
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from shared.settings import ServiceSettings
from tests.broker_control import control
from tests.operations.conftest import NOW
from tests.waiting import until

ENOUGH, NOTHING = "0.4", "0"


@pytest.fixture
async def memory(engines: Engines) -> AsyncIterator[Callable[[str], Awaitable[None]]]:
    """Set how much memory the broker may have, as a share of the machine's."""

    async def allow(share: str) -> None:
        await asyncio.to_thread(control, engines, "set_vm_memory_high_watermark", share)

    yield allow
    await allow(ENOUGH)


@pytest.fixture
async def bare_vhost(installation: Mapping[str, str]) -> AsyncIterator[str]:
    """A virtual host in which no service has a right: what is left when one was deleted and made anew by hand."""
    url = make_url(installation["DESK_MANAGEMENT_URL"])
    async with httpx.AsyncClient(
        base_url=url.set(username=None, password=None).render_as_string(),
        auth=(url.username or "", url.password or ""),
    ) as client:
        (await client.put("/api/vhosts/bare")).raise_for_status()
        yield "bare"
        await client.delete("/api/vhosts/bare")


async def test_who_has_no_right_in_the_virtual_host_is_told_so(bare_vhost: str) -> None:
    address = replace(read_operations_settings().management, vhost=bare_vhost)

    async with Management(address) as management:
        with pytest.raises(ManagementRefuses):
            await management.queues()


async def test_an_alarm_and_the_connections_it_blocks_are_seen_and_become_incidents(
    by_worker: Transactions[Work],
    house: House,
    management: Management,
    memory: Callable[[str], Awaitable[None]],
) -> None:
    connection = await aio_pika.connect(ServiceSettings("intake").amqp_url)
    async with connection, connection.channel() as channel:
        exchange = await channel.get_exchange("desk.events", ensure=False)
        await memory(NOTHING)

        async def seen() -> bool:
            with suppress(asyncio.TimeoutError):
                await exchange.publish(aio_pika.Message(b"{}"), "nobody.hears.v1", mandatory=False, timeout=0.5)
            return await management.alarms() == ("mem_alarm",) and await management.blocked() > 0

        await until(seen, seconds=30)
        await watch_once(by_worker, management, house, at=NOW)
        async with by_worker.begin() as work:
            opened = {one.cause for one in await work.incidents.list(only_open=True, limit=100)}

        await memory(ENOUGH)

        async def lifted() -> bool:
            return (await management.alarms(), await management.blocked()) == ((), 0)

        await until(lifted, seconds=30)
    assert opened >= {Cause.BROKER_MEMORY, Cause.CONNECTIONS_BLOCKED}
