"""Speak with clamd over its socket: is it there, and what does it say of some bytes.

Our own forty lines: aioclamd speaks TCP only, and offices run clamd behind a Unix socket.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from shared.errors import Invalid, Temporary

_CHUNK: Final = 65_536
_END: Final = struct.pack(">I", 0)
_ANSWER_SECONDS: Final = 60.0
_KNOCK_SECONDS: Final = 5.0
_LONGEST_ANSWER: Final = 4_096


class ScannerAway(Temporary):
    """The scanner does not answer; whatever it should have looked at waits."""


class TooLargeToScan(Invalid):
    """The scanner does not take files of this size."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the scanner says; *signature* names what it found, None for nothing."""

    signature: str | None


class Clamd:
    """One clamd; each question has a connection of its own."""

    def __init__(self, place: str) -> None:
        """Speak with the clamd at *place*: the path of a Unix socket, or `host:port`."""
        self._place = place

    async def answers(self) -> bool:
        """Tell whether it is there and ready."""
        try:
            async with asyncio.timeout(_KNOCK_SECONDS):
                return await self._asked(b"zPING\0") == "PONG"
        except (ScannerAway, TimeoutError):
            return False

    async def scan(self, content: bytes) -> Scanned:
        """Return what is found in *content*; raise ScannerAway, or TooLargeToScan."""
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                said = await self._asked(b"zINSTREAM\0", content)
        except TimeoutError as error:
            raise ScannerAway from error
        answer = said.removeprefix("stream: ")
        if answer == "OK":
            return Scanned(None)
        if answer.endswith(" FOUND"):
            return Scanned(answer.removesuffix(" FOUND")[:200])
        if "size limit exceeded" in answer:
            raise TooLargeToScan
        raise ScannerAway(answer[:100])

    async def _asked(self, command: bytes, content: bytes | None = None) -> str:
        loop = asyncio.get_running_loop()
        try:
            with await self._connection() as line:
                # It hangs up in the middle of what is too long for it, having said so. A plain socket still gives its
                # last words then; a stream would have dropped them with the pipe that broke.
                with suppress(ConnectionError):
                    for piece in _pieces(command, content):
                        await loop.sock_sendall(line, piece)
                said = b"".join([part async for part in _parts(line)])
        except (OSError, ValueError) as error:
            raise ScannerAway from error
        if not said:
            raise ScannerAway
        return said.rstrip(b"\0\n").decode("utf-8", "replace")

    async def _connection(self) -> socket.socket:
        host, _, port = self._place.rpartition(":")
        family, address = (
            (socket.AF_UNIX, self._place) if self._place.startswith("/") else (socket.AF_INET, (host, int(port)))
        )
        line = socket.socket(family, socket.SOCK_STREAM)
        line.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(line, address)
        except BaseException:
            line.close()
            raise
        return line


def _pieces(command: bytes, content: bytes | None) -> Iterator[bytes]:
    yield command
    if content is not None:
        for start in range(0, len(content), _CHUNK):
            piece = content[start : start + _CHUNK]
            yield struct.pack(">I", len(piece)) + piece
        yield _END


async def _parts(line: socket.socket) -> AsyncIterator[bytes]:
    """Give the answer as it comes, up to the NUL that ends it."""
    length = 0
    while length < _LONGEST_ANSWER and (part := await asyncio.get_running_loop().sock_recv(line, _LONGEST_ANSWER)):
        yield part
        if part.endswith(b"\0"):
            return
        length += len(part)
