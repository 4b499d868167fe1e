"""The health door of a worker process: alive, ready, metrics."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from shared.web.health import health_router

Check = Callable[[], Awaitable[None]]


def health_server(checks: Mapping[str, Check], *, host: str, port: int) -> uvicorn.Server:
    """Return a server for /healthz, /readyz and /metrics; serve it inside the worker's task group."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(health_router(checks))
    return quiet_server(app, host=host, port=port)


class QuietServer(uvicorn.Server):
    """A server that leaves the signals to the process it runs in."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install nothing."""
        yield


def quiet_server(app: FastAPI, *, host: str, port: int) -> uvicorn.Server:
    """Return a server without access log: paths may carry secret links."""
    return QuietServer(
        uvicorn.Config(app, host=host, port=port, log_level="error", access_log=False, server_header=False)
    )
