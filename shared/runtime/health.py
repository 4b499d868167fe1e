"""The health door of a process: alive, ready, metrics."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from prometheus_client import REGISTRY
from starlette.types import ASGIApp

from shared.web.health import Check, health_app


class QuietServer(uvicorn.Server):
    """A server that leaves the signals to the process it runs in."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install nothing."""
        yield


def quiet_server(app: ASGIApp, *, host: str, port: int) -> QuietServer:
    """Return a server without access log: paths may carry secret links."""
    return QuietServer(
        uvicorn.Config(app, host=host, port=port, log_level="error", access_log=False, server_header=False)
    )


def health_server(checks: Mapping[str, Check], *, host: str, port: int) -> QuietServer:
    """Return a server for /healthz, /readyz and /metrics of a worker process."""
    return quiet_server(health_app(checks=checks, registry=REGISTRY), host=host, port=port)
