"""The senders: raw LMTP and HTTP over kept connections, so cheap that they do not take the processor from the desk."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from deploy.sample.proposals import INTAKE_ADDRESS
from tests.benchmarks.letters import Door, Letter

_ENVELOPE = f"MAIL FROM:<relay@miono.example.jp>\r\nRCPT TO:<{INTAKE_ADDRESS}>\r\nDATA\r\n".encode()
HOST = "127.0.0.1"


class NotTaken(Exception):
    """A door did not accept what was sent; a benchmark with refusals measures nothing."""


@dataclass(slots=True, kw_only=True)
class Sent:
    """When each proposal was sent and when its door had accepted it, by the digest of its content."""

    sent_at: dict[bytes, float] = field(default_factory=dict)
    accepted_at: dict[bytes, float] = field(default_factory=dict)


class MailDoor:
    """One LMTP connection that delivers mail after mail."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak over an open connection."""
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "MailDoor":
        """Connect and greet."""
        door = cls(*await asyncio.open_connection(HOST, port))
        await door._answer(b"220")
        door._writer.write(b"LHLO bench.example.jp\r\n")
        await door._answer(b"250")
        return door

    async def deliver(self, letter: Letter) -> None:
        """Hand one mail over, commands in one packet as mail servers do; return at the 250."""
        self._writer.write(_ENVELOPE)
        for code in (b"250", b"250", b"354"):
            await self._answer(code)
        self._writer.write(letter.wire)
        await self._answer(b"250")

    async def _answer(self, code: bytes) -> None:
        while True:
            line = await self._reader.readline()
            if line[:3] != code:
                raise NotTaken(f"LMTP: expected {code.decode()}, got {line!r}")
            if line[3:4] != b"-":
                return

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an HTTP server said; *head* is the status line with the header lines, as they came."""

    status: int
    head: str
    body: bytes


class WebDoor:
    """One HTTP/1.1 connection, kept for request after request and opened anew once the server has let it go."""

    def __init__(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak over an open connection."""
        self._port, self._reader, self._writer = port, reader, writer

    @classmethod
    async def open(cls, port: int) -> "WebDoor":
        """Connect."""
        return cls(port, *await asyncio.open_connection(HOST, port))

    async def deliver(self, letter: Letter) -> None:
        """Post one proposal; return at the 202."""
        answer = await self.ask(letter.wire)
        if answer.status != HTTPStatus.ACCEPTED:
            raise NotTaken(f"HTTP {answer.status}: {answer.body[:200]!r}")

    async def ask(self, wire: bytes) -> Answer:
        """Send a whole request and return its answer, which says its length itself."""
        if self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        self._writer.write(wire)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next((line[15:] for line in head.lower().split("\r\n") if line.startswith("content-length:")), "0")
        return Answer(status=int(head[9:12]), head=head, body=await self._reader.readexactly(int(length)))

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def send_all(letters: Iterable[Letter], *, lmtp: int, web: int, at_once: int = 16) -> Sent:
    """Send as fast as the doors take, over *at_once* connections in all; each mails or posts, never both."""
    kinds: dict[Door, list[Letter]] = {Door.MAIL: [], Door.JSON: []}
    for letter in letters:
        kinds[letter.door].append(letter)
    sent = Sent()
    used = [door for door, some in kinds.items() if some]
    connections = at_once // len(used)
    async with asyncio.TaskGroup() as tasks:
        for door in used:
            waiting = iter(kinds[door])
            for _ in range(connections):
                opened = await (MailDoor.open(lmtp) if door is Door.MAIL else WebDoor.open(web))
                tasks.create_task(_work_off(opened, waiting, sent))
    return sent


async def send_evenly(letters: Iterable[Letter], *, lmtp: int, web: int, per_second: float) -> Sent:
    """Send one proposal after another at a steady pace, whatever the desk does meanwhile."""
    sent = Sent()
    free: dict[Door, list[MailDoor | WebDoor]] = {Door.MAIL: [], Door.JSON: []}
    every: list[MailDoor | WebDoor] = []

    async def one(letter: Letter) -> None:
        if free[letter.door]:
            door = free[letter.door].pop()
        else:
            door = await (MailDoor.open(lmtp) if letter.door is Door.MAIL else WebDoor.open(web))
            every.append(door)
        await _deliver(door, letter, sent)
        free[letter.door].append(door)

    start = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        for number, letter in enumerate(letters):
            await asyncio.sleep(max(0.0, start + number / per_second - time.monotonic()))
            tasks.create_task(one(letter))
    for door in every:
        door.close()
    return sent


async def _work_off(door: MailDoor | WebDoor, waiting: Iterator[Letter], sent: Sent) -> None:
    for letter in waiting:
        await _deliver(door, letter, sent)
    door.close()


async def _deliver(door: MailDoor | WebDoor, letter: Letter, sent: Sent) -> None:
    sent.sent_at[letter.digest] = time.time()
    await door.deliver(letter)
    sent.accepted_at[letter.digest] = time.time()
