"""The health door of a process: alive, ready, metrics."""

import asyncio
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from prometheus_client import REGISTRY
from starlette.types import ASGIApp

from shared.web.health import Check, health_app

# How long a page or an API call that is being answered may take when the process is asked to stop.
LAST_ANSWERS_SECONDS = 10

# How long pages are still answered after /readyz has begun to say that they leave, for a proxy to notice.
NOTICE_SECONDS = 1.0


class QuietServer(uvicorn.Server):
    """A server that leaves the signals to the process it runs in, and finishes its answers when it is cancelled."""

    def __init__(self, config: uvicorn.Config, *, notice_seconds: float = 0) -> None:
        """Go on accepting for *notice_seconds* once cancelled, so that whoever sends requests here learns of it."""
        super().__init__(config)
        self.leaving = False
        self._notice_seconds = notice_seconds

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until cancelled; then accept nothing more, finish what was begun and end the lifespan."""
        serving = asyncio.ensure_future(super().serve(sockets))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            self.leaving = True
            asyncio.get_running_loop().call_later(self._notice_seconds, self._close)
            await serving
            raise

    async def stays(self) -> bool:
        """Tell whether nobody has asked it to end, as a check of readiness."""
        return not self.leaving

    def _close(self) -> None:
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install nothing."""
        yield


def quiet_server(app: ASGIApp, *, host: str, port: int, notice_seconds: float = 0) -> QuietServer:
    """Return a server without access log: paths may carry secret links."""
    return QuietServer(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=LAST_ANSWERS_SECONDS,
        ),
        notice_seconds=notice_seconds,
    )


def health_server(checks: Mapping[str, Check], *, host: str, port: int) -> QuietServer:
    """Return a server for /healthz, /readyz and /metrics of a worker process."""
    return quiet_server(health_app(checks=checks, registry=REGISTRY), host=host, port=port)
