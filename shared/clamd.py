"""Speak with clamd over its socket: is it there, and what does it say of some bytes.

Our own forty lines: aioclamd speaks TCP only, and offices run clamd behind a Unix socket.
"""

import asyncio
import struct
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
        try:
            reader, writer = await self._connection()
        except (OSError, ValueError) as error:
            raise ScannerAway from error
        # Listened to from the beginning: it hangs up in the middle of what is too long for it, having said so.
        answer = asyncio.ensure_future(reader.read(_LONGEST_ANSWER))
        try:
            with suppress(ConnectionError):
                await _speak(command, content, writer)
            said = await answer
        except OSError as error:
            raise ScannerAway from error
        finally:
            answer.cancel()
            writer.close()
        if not said:
            raise ScannerAway
        return said.rstrip(b"\0\n").decode("utf-8", "replace")

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._place.startswith("/"):
            return await asyncio.open_unix_connection(self._place)
        host, _, port = self._place.rpartition(":")
        return await asyncio.open_connection(host, int(port))


async def _speak(command: bytes, content: bytes | None, writer: asyncio.StreamWriter) -> None:
    writer.write(command)
    if content is not None:
        for start in range(0, len(content), _CHUNK):
            piece = content[start : start + _CHUNK]
            writer.write(struct.pack(">I", len(piece)) + piece)
            await writer.drain()
        writer.write(_END)
    await writer.drain()
