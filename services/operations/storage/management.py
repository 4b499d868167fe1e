"""The broker's management interface, asked as `desk-operations` (tag monitoring: it sees, and changes nothing)."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import httpx2 as httpx

from services.operations.ports import ManagementAway, ManagementRefuses, QueueAtBroker
from services.operations.settings import ManagementAddress
from shared.messaging.topology import shows_life

_ANSWER_SECONDS: Final = 3.0
_NO_RIGHT: Final = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN})
_ALARMS: Final = ("disk_free_alarm", "mem_alarm")


class Management:
    """Implements the port Broker over HTTP; use it as a context."""

    def __init__(self, address: ManagementAddress) -> None:
        """Connect to *address* at the first question."""
        self._address = address
        self._client = httpx.AsyncClient(
            base_url=address.url, auth=(address.user, address.password), timeout=_ANSWER_SECONDS, trust_env=False
        )

    async def __aenter__(self) -> Self:
        """Return this."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def queues(self) -> Mapping[str, QueueAtBroker]:
        """Return every queue of the desk's vhost by name; none when the vhost itself is gone."""
        found = await self._get(f"/api/queues/{quote(self._address.vhost, safe='')}")
        return {
            item["name"]: QueueAtBroker(
                name=item["name"],
                depth=item.get("messages_ready", 0),
                unacked=item.get("messages_unacknowledged", 0),
                consumers=item.get("consumers", 0),
                arguments=item.get("arguments", {}),
                measured="messages_ready" in item and "messages_unacknowledged" in item,
                works=shows_life(item),
            )
            for item in found
        }

    async def alarms(self) -> tuple[str, ...]:
        """Return the alarms any node of the broker has raised."""
        nodes = await self._get("/api/nodes")
        return tuple(name for name in _ALARMS if any(node.get(name) for node in nodes))

    async def blocked(self) -> int:
        """Return how many connections to the desk's vhost wanted to publish and are kept from it."""
        found = await self._get(f"/api/vhosts/{quote(self._address.vhost, safe='')}/connections?columns=state")
        return sum(one.get("state") == "blocked" for one in found)

    async def answers(self) -> bool:
        """Tell whether the broker's own port takes a connection."""
        return await port_answers(self._address.amqp_host, self._address.amqp_port)

    async def _get(self, path: str) -> list[dict[str, Any]]:
        try:
            answer = await self._client.get(path)
            if answer.status_code == httpx.codes.NOT_FOUND:
                return []
            if answer.status_code in _NO_RIGHT:
                raise ManagementRefuses("management interface gives operations no right to look")
            answer.raise_for_status()
            found: list[dict[str, Any]] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ManagementAway(f"management interface: {type(error).__name__}") from error
        return found


async def port_answers(host: str, port: int) -> bool:
    """Tell whether something takes a TCP connection there within three seconds."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
