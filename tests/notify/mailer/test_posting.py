"""Messages to other systems, on a real connection, and to no address that was not allowed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address, ip_network

import pytest

from services.notify.domain.webhook import Answered, Trouble
from services.notify.mailer.posting import HttpLine, may_be_called
from services.notify.ports import Call

HERE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@asynccontextmanager
async def receiver(answer: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Listen, answer each request with *answer*, and keep what was sent."""
    heard: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        )
        heard.append(head + await reader.readexactly(length))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


async def test_a_message_arrives_as_it_was_signed() -> None:
    async with receiver(b"HTTP/1.1 204 No Content\r\n\r\n") as (port, heard):
        answer = await HttpLine().send(
            Call(url=f"http://127.0.0.1:{port}/hook", headers={"webhook-id": "7"}, body=b'{"a":1}', allow=HERE)
        )

    assert answer == Answered(status=204)
    assert heard[0].startswith(b"POST /hook HTTP/1.1\r\n")
    assert b"webhook-id: 7\r\n" in heard[0]
    assert heard[0].endswith(b'\r\n\r\n{"a":1}')


async def test_a_redirect_is_not_followed() -> None:
    async with receiver(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n") as (
        port,
        heard,
    ):
        answer = await HttpLine().send(Call(url=f"http://127.0.0.1:{port}/", headers={}, body=b"{}", allow=HERE))

    assert (answer, len(heard)) == (Answered(status=302, trouble=Trouble.REFUSED), 1)


async def test_nothing_leaves_for_an_address_inside_that_nobody_named() -> None:
    async with receiver(b"HTTP/1.1 200 OK\r\n\r\n") as (port, heard):
        by_number = await HttpLine().send(Call(url=f"http://127.0.0.1:{port}/", headers={}, body=b"{}"))
        by_name = await HttpLine().send(Call(url=f"http://localhost:{port}/", headers={}, body=b"{}"))

    assert by_number == by_name == Answered(trouble=Trouble.NOT_ALLOWED)
    assert heard == []


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 nonsense\r\n\r\n"])
async def test_a_receiver_that_talks_nonsense_counts_as_away(answer: bytes) -> None:
    async with receiver(answer) as (port, _):
        found = await HttpLine().send(Call(url=f"http://127.0.0.1:{port}/", headers={}, body=b"{}", allow=HERE))

    assert found == Answered(trouble=Trouble.UNREACHABLE)


async def test_nobody_there_counts_as_away() -> None:
    async with receiver(b"") as (port, _):
        pass

    found = await HttpLine().send(Call(url=f"http://127.0.0.1:{port}/", headers={}, body=b"{}", allow=HERE))

    assert found == Answered(trouble=Trouble.UNREACHABLE)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("203.0.114.7", True),
        ("2400:cb00::1", True),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("172.16.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
    ],
)
def test_only_what_everybody_reaches_may_be_called(address: str, allowed: bool) -> None:
    assert may_be_called(ip_address(address), ()) is allowed


def test_a_network_that_is_named_may_be_called() -> None:
    inside = (ip_network("10.20.0.0/16"),)

    assert may_be_called(ip_address("10.20.1.1"), inside)
    assert may_be_called(ip_address("::ffff:10.20.1.1"), inside)
    assert not may_be_called(ip_address("10.21.1.1"), inside)
