from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aio_pika
import httpx2 as httpx
import pytest
from aiormq.exceptions import ChannelAccessRefused
from sqlalchemy import make_url

from shared.database.roles import SERVICES
from shared.events import FACTS
from shared.messaging.topology import DEAD, DEAD_QUEUE, EVENTS
from shared.service import services, topology
from shared.settings import ServiceSettings

ALL = topology(services())


async def ask(installation: Mapping[str, str], path: str) -> list[dict[str, Any]]:
    url = make_url(installation["DESK_MANAGEMENT_URL"])
    base = url.set(username=None, password=None).render_as_string()
    async with httpx.AsyncClient(base_url=base, auth=(url.username or "", url.password or "")) as client:
        answer = await client.get(path)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


def named(things: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(thing[key] for key in keys) for thing in things)


async def test_what_is_declared_is_what_the_definitions_say(installation: Mapping[str, str]) -> None:
    said = ALL.definitions()
    vhost = quote("desk", safe="")

    queues = [queue for queue in await ask(installation, f"/api/queues/{vhost}") if ".test-" not in queue["name"]]
    exchanges = [one for one in await ask(installation, f"/api/exchanges/{vhost}") if one["name"].startswith("desk.")]
    bindings = [
        one
        for one in await ask(installation, f"/api/bindings/{vhost}")
        if one["source"] and ".test-" not in one["destination"] and not one["destination"].startswith("amq.")
    ]

    assert [(queue["name"], queue["arguments"]) for queue in sorted(queues, key=lambda one: str(one["name"]))] == [
        (queue["name"], queue["arguments"]) for queue in sorted(said["queues"], key=lambda one: str(one["name"]))
    ]
    assert named(exchanges, "name", "type", "durable") == named(said["exchanges"], "name", "type", "durable")
    assert named(bindings, "source", "destination", "routing_key") == named(
        said["bindings"], "source", "destination", "routing_key"
    )


def test_every_queue_survives_a_node_and_drops_nothing() -> None:
    for queue in ALL.definitions()["queues"]:
        arguments = queue["arguments"]
        assert arguments["x-queue-type"] == "quorum"
        assert arguments["x-overflow"] == "reject-publish"
        assert arguments["x-delivery-limit"] >= 50
        assert "x-max-length" not in arguments
        if queue["name"] != DEAD_QUEUE:
            assert arguments["x-dead-letter-exchange"] == DEAD
            assert arguments["x-dead-letter-strategy"] == "at-least-once"


def test_every_reader_has_a_name_of_its_service_and_a_purpose_in_japanese() -> None:
    for service in services():
        for reader in service.readers:
            assert reader.reader.startswith(f"{service.name}.")
            assert any("\u3041" <= letter <= "\u30f6" for letter in reader.purpose)
    assert len({reader.reader for reader in ALL.readers}) == len(ALL.readers)


def test_somebody_hears_every_fact_so_that_none_stays_in_an_outbox_for_ever() -> None:
    heard = {type_ for reader in ALL.readers for type_ in reader.types}

    assert {fact.type for fact in FACTS} - heard == set()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_services_user_configures_nothing_and_reads_only_its_own_queues(
    installation: Mapping[str, str], service: str
) -> None:
    readable = []
    connection = await aio_pika.connect(ServiceSettings(service).amqp_url)
    async with connection:
        for queue in ALL.definitions()["queues"]:
            async with connection.channel() as channel:
                try:
                    await (await channel.get_queue(queue["name"], ensure=False)).get(fail=False)
                except ChannelAccessRefused:
                    continue
                readable.append(queue["name"])
        async with connection.channel() as channel:
            with pytest.raises(ChannelAccessRefused):
                await channel.declare_queue(f"{service}.mine.v1", durable=True)
        async with connection.channel() as channel:
            with pytest.raises(ChannelAccessRefused):
                await channel.declare_exchange("desk.mine", durable=True)
        async with connection.channel() as channel:
            with pytest.raises(ChannelAccessRefused):
                await channel.queue_delete(f"{service}.mine.v1")
        async with connection.channel() as channel:
            with pytest.raises(ChannelAccessRefused):
                await (await channel.get_exchange(DEAD, ensure=False)).publish(aio_pika.Message(b""), "x")
        async with connection.channel() as channel:
            await (await channel.get_exchange(EVENTS, ensure=False)).publish(
                aio_pika.Message(b""), "nobody.hears.v1", mandatory=False
            )

    own = [queue.queue for queue in ALL.readers if queue.reader.startswith(f"{service}.")]
    assert readable == ([DEAD_QUEUE] if service == "operations" else own)
