"""A mail server that takes everything, keeps nothing and costs next to nothing.

A real one runs on another machine; the Maildir of `make run` would take the desk's processor.
"""

import asyncio
import os
import signal
from typing import cast

import uvloop

_HOST = "127.0.0.1"


class Session(asyncio.Protocol):
    """One SMTP session, answered line by line."""

    def __init__(self) -> None:
        """Begin before the greeting."""
        self._transport: asyncio.WriteTransport | None = None
        self._rest = b""
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        # The transports of uvloop are no subclass of asyncio's.
        self._transport = cast("asyncio.WriteTransport", transport)
        self._transport.write(b"220 bench-sink.localhost ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every whole line."""
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        answers = b"".join(self._answer(line) for line in lines)
        if answers and self._transport is not None:
            self._transport.write(answers)
            if answers.endswith(b"221 bye\r\n"):
                self._transport.close()

    def _answer(self, line: bytes) -> bytes:
        if self._in_data:
            self._in_data = line != b"."
            return b"" if self._in_data else b"250 2.0.0 taken\r\n"
        match line[:4].upper():
            case b"EHLO":
                return b"250-bench-sink.localhost\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10000000\r\n"
            case b"DATA":
                self._in_data = True
                return b"354 go on\r\n"
            case b"QUIT":
                return b"221 bye\r\n"
            case _:
                return b"250 2.1.0 ok\r\n"


async def serve(port: int) -> None:
    """Take mails until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with await loop.create_server(Session, _HOST, port):
        await stop.wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(os.environ["DESK_MAIL_SINK_PORT"])))
