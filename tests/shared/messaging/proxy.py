"""A TCP proxy that can be cut, silenced and restored, to be the bad network between a service and its broker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Proxy:
    """Carries bytes to *host*:*port* until it is told otherwise."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stranded: list[asyncio.StreamWriter] = []
        self._answers = asyncio.Event()
        self._answers.set()
        self._swallowing: bytes | None = None
        self.swallowed = 0
        self.port = 0

    async def open(self) -> None:
        """Listen, on the same port as before."""
        self._answers.set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Break every connection and refuse new ones."""
        if self._server is not None:
            self._server.close()
        for writer in [*self._writers, *self._stranded]:
            writer.transport.abort()
        self._writers.clear()
        self._stranded.clear()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def silence(self) -> None:
        """Keep what the target answers, so that confirms are late."""
        self._answers.clear()

    def let_answer(self) -> None:
        """Let the kept answers go on."""
        self._answers.set()

    def swallow_answer_to(self, word: bytes) -> None:
        """Let the next request with *word* through and wait for its answer, then cut that connection instead of it.

        The target has done what it was asked, and whoever asked cannot know.
        """
        self._swallowing = word

    async def strand(self) -> None:
        """Let every present connection stay open and carry nothing any more, in no direction; new ones are good."""
        self._stranded += self._writers
        self._writers.clear()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        asked = asyncio.Event()
        for carrying in (self._ask(reader, far_writer, asked), self._answer(far_reader, writer, asked)):
            task = asyncio.create_task(carrying)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _ask(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, asked: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                if self._swallowing is not None and self._swallowing in data:
                    self._swallowing = None
                    asked.set()
                sink.write(data)
                await sink.drain()
        self._close(sink)

    async def _answer(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, asked: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await self._answers.wait()
                if asked.is_set():
                    self.swallowed += 1
                    sink.transport.abort()
                    break
                sink.write(data)
                await sink.drain()
        self._close(sink)

    def _close(self, sink: asyncio.StreamWriter) -> None:
        sink.close()
        self._writers.discard(sink)


@asynccontextmanager
async def proxy_to(host: str, port: int) -> AsyncIterator[Proxy]:
    """Return an open proxy and close it at the end."""
    proxy = Proxy(host, port)
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.cut()
