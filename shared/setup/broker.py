"""Create the broker's users and topology; the only place that declares a queue or takes a binding away."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

import aio_pika
import httpx2 as httpx
from aio_pika.abc import AbstractChannel
from sqlalchemy import make_url

from shared.database.roles import SERVICES
from shared.errors import Temporary
from shared.messaging.topology import DEAD_QUEUE, EVENTS, REPLAY, Topology
from shared.setup.settings import SetupSettings
from shared.setup.stalled import delete_all, stalled_among, suspects

_CONNECT_SECONDS = 10
# The queue of a reader of ours, of this release or another; what others have bound is theirs.
_OURS = re.compile(rf"(?:{'|'.join(SERVICES)})\.[a-z0-9.-]+\.v[0-9]+")


# A queue that a broker brings back from a slow disk answers late, but not as late as this: as long as a queue shows no
# figures before it is an incident.
_BETWEEN_TWO_LOOKS_SECONDS: Final = 30


class BrokerAway(Temporary):
    """The broker's management interface does not answer as it should."""


def permissions(service: str) -> dict[str, str]:
    """Return what a service's user may do: publish facts and read its own queues, configure nothing.

    Operations, which has no queue of its own, reads the net below all others.
    """
    own = f"^{re.escape(DEAD_QUEUE)}$" if service == "operations" else rf"^{service}\..*$"
    return {"configure": "^$", "write": r"^desk\.(events|replay)$", "read": own}


async def _a_while() -> None:
    await asyncio.sleep(_BETWEEN_TWO_LOOKS_SECONDS)


async def set_up_broker(
    settings: SetupSettings, topology: Topology, *, wait: Callable[[], Awaitable[None]] = _a_while
) -> list[str]:
    """Create the virtual host, one user per service and every exchange, queue and binding; drop stale bindings.

    Return the queues that had stalled, looked at twice with a *wait* between, and were made anew. What was in them
    comes again: unconfirmed facts are still in their outboxes, and what no reader has handled is re-sent by the
    reconciler.
    """
    url = make_url(settings.amqp_url)
    vhost = url.database or "/"
    management = make_url(settings.management_url)
    async with httpx.AsyncClient(
        base_url=management.set(username=None, password=None).render_as_string(),
        auth=(management.username or "", management.password or ""),
        timeout=_CONNECT_SECONDS,
    ) as client:
        try:
            await _create_vhost(client, vhost, administrators={url.username or "", management.username or ""})
            await _create_users(client, vhost, settings.broker_users)
            bound = await _get(client, f"/api/bindings/{quote(vhost, safe='')}")
            stalled = await _stalled(client, settings, [one["name"] for one in topology.definitions()["queues"]])
            if stalled:
                await wait()
                stalled = await _stalled(client, settings, stalled)
        except (httpx.HTTPError, ValueError) as error:
            raise BrokerAway(f"management interface: {type(error).__name__}") from error
    await delete_all(settings.amqp_url, stalled)
    connection = await aio_pika.connect(settings.amqp_url, timeout=_CONNECT_SECONDS)
    async with connection, connection.channel() as channel:
        await _declare(channel, topology)
        for source, queue, key in stale_bindings(bound, topology):
            # Only the binding goes: what waits in a queue that nobody declares any more stays for a person.
            await (await channel.get_queue(queue, ensure=False)).unbind(source, key)
    return stalled


async def _stalled(client: httpx.AsyncClient, settings: SetupSettings, names: list[str]) -> list[str]:
    """Return those of *names* that show no life and do not answer either."""
    vhost = make_url(settings.amqp_url).database or "/"
    queues = await _get(client, f"/api/queues/{quote(vhost, safe='')}")
    running = [one["name"] for one in await _get(client, "/api/nodes") if one.get("running")]
    return await stalled_among(settings.amqp_url, suspects(queues, names, running=running))


def stale_bindings(bound: list[dict[str, Any]], topology: Topology) -> list[tuple[str, str, str]]:
    """Return source, queue and key of each binding that fills a queue of ours and is in no declaration."""
    wanted = {(one["source"], one["destination"], one["routing_key"]) for one in topology.definitions()["bindings"]}
    found = {
        (one["source"], one["destination"], one["routing_key"])
        for one in bound
        if one["destination_type"] == "queue"
        and one["source"] in {EVENTS, REPLAY}
        and _OURS.fullmatch(one["destination"])
    }
    return sorted(found - wanted)


async def _declare(channel: AbstractChannel, topology: Topology) -> None:
    definitions = topology.definitions()
    exchanges = {
        item["name"]: await channel.declare_exchange(item["name"], item["type"], durable=True)
        for item in definitions["exchanges"]
    }
    queues = {
        item["name"]: await channel.declare_queue(item["name"], durable=True, arguments=item["arguments"])
        for item in definitions["queues"]
    }
    for item in definitions["bindings"]:
        await queues[item["destination"]].bind(exchanges[item["source"]], item["routing_key"])


async def _create_vhost(client: httpx.AsyncClient, vhost: str, *, administrators: set[str]) -> None:
    """Make the virtual host when it is gone; a deleted one took the rights of its administrators with it."""
    name = quote(vhost, safe="")
    if (await client.get(f"/api/vhosts/{name}")).status_code != httpx.codes.NOT_FOUND:
        return
    await _put(client, f"/api/vhosts/{name}", "{}")
    for administrator in sorted(filter(None, administrators)):
        everything = json.dumps({"configure": ".*", "write": ".*", "read": ".*"})
        await _put(client, f"/api/permissions/{name}/{quote(administrator, safe='')}", everything)


async def _create_users(client: httpx.AsyncClient, vhost: str, passwords: Mapping[str, str]) -> None:
    for user, password in passwords.items():
        body = json.dumps({"password": password, "tags": "monitoring" if user == "desk-operations" else ""})
        await _put(client, f"/api/users/{user}", body)
        allowed = json.dumps(permissions(user.removeprefix("desk-")))
        await _put(client, f"/api/permissions/{quote(vhost, safe='')}/{user}", allowed)


async def _get(client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await client.get(path)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()
    return found


async def _put(client: httpx.AsyncClient, path: str, body: str) -> None:
    answer = await client.put(path, content=body, headers={"content-type": "application/json"})
    answer.raise_for_status()
