"""Send messages to other systems over HTTP, and to no address that was not allowed, whatever its name leads to."""

import asyncio
import socket
import ssl
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import Final

import httpcore2
import structlog
from httpcore2 import AsyncNetworkBackend, AsyncNetworkStream

from services.notify.domain.webhook import Answered, Trouble, answered
from services.notify.ports import Call

log = structlog.get_logger()
SECONDS: Final = 15.0
_NAT64: Final = IPv6Network("64:ff9b::/96")
Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


class AddressNotAllowed(Exception):
    """The name of the receiver leads to an address it may not lead to."""


class HttpLine:
    """Posts one message over one connection and looks at nothing of the answer but its status."""

    def __init__(self, *, certificates: Path | None = None, seconds: float = SECONDS) -> None:
        """Trust the authorities the system knows, and those of *certificates*; give up after *seconds*."""
        self._tls = ssl.create_default_context()
        if certificates is not None:
            self._tls.load_verify_locations(certificates)
        self._seconds = seconds

    async def send(self, call: Call) -> Answered:
        """Return the status the receiver answered with, or why there is none."""
        headers = [(name.encode(), value.encode()) for name, value in call.headers.items()]
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpcore2.AsyncConnectionPool(ssl_context=self._tls, network_backend=_Checked(call.allow)) as pool,
                pool.stream("POST", call.url, headers=headers, content=call.body) as answer,
            ):
                return answered(answer.status)
        except AddressNotAllowed:
            return Answered(trouble=Trouble.NOT_ALLOWED)
        except (
            TimeoutError,
            OSError,
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpcore2.TimeoutException,
        ) as error:
            log.info("webhook_receiver_away", error_class=type(error).__name__)
            return Answered(trouble=Trouble.UNREACHABLE)


class _Checked(AsyncNetworkBackend):
    """Looks a name up once, and connects to the very address it has looked at: a name may change between two looks."""

    def __init__(self, allow: Sequence[Network]) -> None:
        self._allow = allow
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ip_address(entry[4][0]) for entry in found]
        # One address that may not be is enough: which of several is taken would be chance.
        if not addresses or not all(may_be_called(address, self._allow) for address in addresses):
            raise AddressNotAllowed
        return await self._network.connect_tcp(str(addresses[0]), port, timeout, local_address, socket_options)


def may_be_called(address: Address, allow: Sequence[Network]) -> bool:
    """Tell whether a receiver may have this address: everybody on the internet reaches it, or its network is named."""
    plain = (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
    if any(plain.version == network.version and plain in network for network in allow):
        return True
    return plain.is_global and not plain.is_multicast and not _is_translated(plain)


def _is_translated(address: Address) -> bool:
    """Tell whether an address of version 6 only stands for one of version 4, perhaps one inside the office."""
    if isinstance(address, IPv4Address):
        return False
    return address in _NAT64 or address.sixtofour is not None or address.teredo is not None
