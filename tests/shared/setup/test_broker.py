"""What `desk setup` puts right at a real broker, in a virtual host of its own."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import aio_pika
import httpx2 as httpx
import pytest
from sqlalchemy import make_url

from deploy.local.engines import Engines
from shared.messaging.topology import DEAD_QUEUE, EVENTS, REPLAY, Topology, queue_arguments
from shared.service import services, topology
from shared.setup import stalled
from shared.setup.broker import permissions, set_up_broker, stale_bindings
from shared.setup.settings import SetupSettings, read_setup_settings
from tests.broker_control import bring_back, leave_without_leader, leave_without_process, no_figures

VHOST = "set-up-here"
ALL = topology(services())
FEW = Topology(readers=ALL.readers[:3])
FIRST = ALL.readers[0]


async def at_once() -> None:
    """Do not wait before the second look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A virtual host and the administrator who looks at it."""

    settings: SetupSettings
    client: httpx.AsyncClient

    async def set_up(self, found: Topology = ALL, wait: Callable[[], Awaitable[None]] = at_once) -> list[str]:
        return await set_up_broker(self.settings, found, wait=wait)

    async def bindings(self) -> set[tuple[str, str, str]]:
        answer = await self.client.get(f"/api/bindings/{VHOST}")
        return {(one["source"], one["destination"], one["routing_key"]) for one in answer.json() if one["source"]}

    async def drop(self) -> None:
        await self.client.delete(f"/api/vhosts/{VHOST}")


@pytest.fixture
async def place(installation: Mapping[str, str]) -> AsyncIterator[Place]:
    """A virtual host that does not exist yet, and does not afterwards."""
    settings = read_setup_settings(installation)
    amqp = make_url(settings.amqp_url).set(database=VHOST).render_as_string(hide_password=False)
    url = make_url(settings.management_url)
    async with httpx.AsyncClient(
        base_url=url.set(username=None, password=None).render_as_string(),
        auth=(url.username or "", url.password or ""),
        timeout=10,
    ) as client:
        found = Place(settings=replace(settings, amqp_url=amqp), client=client)
        await found.drop()
        yield found
        await found.drop()


def wanted(found: Topology = ALL) -> set[tuple[str, str, str]]:
    return {(one["source"], one["destination"], one["routing_key"]) for one in found.definitions()["bindings"]}


async def test_a_virtual_host_that_is_gone_is_made_anew_with_everybodys_rights(place: Place) -> None:
    await place.set_up()
    await place.drop()

    await place.set_up()

    rights: list[dict[str, Any]] = (await place.client.get(f"/api/vhosts/{VHOST}/permissions")).json()
    assert await place.bindings() == wanted()
    assert {one["user"] for one in rights} >= {f"desk-{service.name}" for service in services()}


async def test_a_binding_of_a_type_that_is_heard_no_more_goes_and_the_messages_stay(place: Place) -> None:
    more = replace(FIRST, types=(*FIRST.types, "case.of_yesterday.v1"))
    gone = replace(FIRST, reader="notify.of-yesterday", types=("case.of_yesterday.v1",))
    await place.set_up(Topology(readers=(more, *ALL.readers[1:], gone)))
    connection = await aio_pika.connect(place.settings.amqp_url)
    async with connection, connection.channel() as channel:
        await (await channel.get_exchange(EVENTS)).publish(aio_pika.Message(b"{}"), "case.of_yesterday.v1")

        await place.set_up()

        kept = [await channel.get_queue(name) for name in (more.queue, gone.queue)]
        counts = [queue.declaration_result.message_count for queue in kept]
    assert await place.bindings() == wanted()
    assert counts == [1, 1]


async def test_queues_that_stalled_are_made_anew_and_take_messages_again(
    place: Place, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stalled, "ANSWER_SECONDS", 1.0)
    one, other, well = (reader.queue for reader in FEW.readers)
    with no_figures(engines):
        await place.set_up(FEW)
        leave_without_process(engines, one, vhost=VHOST)
        leave_without_leader(engines, other, vhost=VHOST)
    connection = await aio_pika.connect(place.settings.amqp_url)
    async with connection, connection.channel() as channel:
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), well)

        anew = await place.set_up(FEW)

        for name in (one, other):
            await channel.default_exchange.publish(aio_pika.Message(b"{}"), name, timeout=30)
        kept = await (await channel.get_queue(well)).get(timeout=30)
    assert sorted(anew) == sorted((one, other))
    assert await place.bindings() == wanted(FEW)
    assert kept is not None


async def test_a_queue_that_answers_late_keeps_what_is_in_it(place: Place, engines: Engines) -> None:
    late = FIRST.queue
    await place.set_up()
    connection = await aio_pika.connect(place.settings.amqp_url)
    async with connection, connection.channel() as channel:
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), late)
        await asyncio.to_thread(leave_without_process, engines, late, vhost=VHOST)

        anew = await place.set_up(wait=lambda: asyncio.to_thread(bring_back, engines, late, vhost=VHOST))

        kept = await (await channel.get_queue(late)).get()
    assert anew == []
    assert kept.body == b"{}"


async def test_what_others_have_bound_stays(place: Place) -> None:
    await place.set_up()
    connection = await aio_pika.connect(place.settings.amqp_url)
    async with connection, connection.channel() as channel:
        tap = await channel.declare_queue("somebodys-tap", durable=True, arguments=queue_arguments("nobody"))
        await tap.bind(EVENTS, "#")

        await place.set_up()

    assert await place.bindings() == wanted() | {(EVENTS, "somebodys-tap", "#")}


def test_a_forgotten_key_of_replay_is_stale_too() -> None:
    other = {"source": REPLAY, "destination": FIRST.queue, "routing_key": "old.name", "destination_type": "queue"}

    assert stale_bindings([other, *ALL.definitions()["bindings"]], ALL) == [(REPLAY, FIRST.queue, "old.name")]


def test_operations_reads_the_net_below_all_queues_and_no_reader_does() -> None:
    reading = {service.name: permissions(service.name)["read"] for service in services()}

    assert [name for name, pattern in reading.items() if re.fullmatch(pattern, DEAD_QUEUE)] == ["operations"]
    assert re.fullmatch(reading["operations"], FIRST.queue) is None
