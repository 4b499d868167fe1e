"""Create the broker's users and topology; the only place that declares a queue."""

import json
from urllib.parse import quote

import aio_pika
import httpx2 as httpx
from sqlalchemy import make_url

from shared.errors import Temporary
from shared.messaging.topology import Topology
from shared.setup.settings import SetupSettings

_CONNECT_SECONDS = 10


class BrokerAway(Temporary):
    """The broker's management interface does not answer as it should."""


def permissions(service: str) -> dict[str, str]:
    """Return what a service's user may do: publish facts and read its own queues, configure nothing."""
    return {"configure": "^$", "write": r"^desk\.(events|replay)$", "read": rf"^{service}\..*$"}


async def set_up_broker(settings: SetupSettings, topology: Topology) -> None:
    """Create one user per service and declare every exchange, queue and binding."""
    url = make_url(settings.amqp_url)
    await _create_users(settings, vhost=url.database or "/")
    connection = await aio_pika.connect(settings.amqp_url, timeout=_CONNECT_SECONDS)
    async with connection, connection.channel() as channel:
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


async def _create_users(settings: SetupSettings, *, vhost: str) -> None:
    management = make_url(settings.management_url)
    base = management.set(username=None, password=None).render_as_string()
    async with httpx.AsyncClient(
        base_url=base, auth=(management.username or "", management.password or ""), timeout=_CONNECT_SECONDS
    ) as client:
        try:
            for user, password in settings.broker_users.items():
                body = json.dumps({"password": password, "tags": "monitoring" if user == "desk-operations" else ""})
                await _put(client, f"/api/users/{user}", body)
                allowed = json.dumps(permissions(user.removeprefix("desk-")))
                await _put(client, f"/api/permissions/{quote(vhost, safe='')}/{user}", allowed)
        except httpx.HTTPError as error:
            raise BrokerAway(f"management interface: {type(error).__name__}") from error


async def _put(client: httpx.AsyncClient, path: str, body: str) -> None:
    answer = await client.put(path, content=body, headers={"content-type": "application/json"})
    answer.raise_for_status()
