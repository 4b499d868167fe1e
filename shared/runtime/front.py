"""One address for all services: the longest path prefix decides whose page it is.

In a town one process holds every application; in a prefecture a proxy does the same by the same prefixes.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from prometheus_client import REGISTRY
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.service import Service
from shared.web.health import Check, health_app

HEALTH_PATHS = ("/healthz", "/readyz", "/metrics")


class Front:
    """Hands each request to the application whose prefix fits best."""

    def __init__(self, by_prefix: Mapping[str, ASGIApp], health: ASGIApp) -> None:
        """Give what no prefix claims, `/static` among it, to the owner of the shortest; all hold the same files."""
        self._prefixes = sorted(by_prefix.items(), key=lambda item: -len(item[0]))
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on unchanged."""
        await self._owner(scope["path"])(scope, receive, send)

    def _owner(self, path: str) -> ASGIApp:
        if path in HEALTH_PATHS:
            return self._health
        for prefix, app in self._prefixes:
            if path == prefix or path.startswith(prefix.rstrip("/") + "/"):
                return app
        return self._prefixes[-1][1]


def front_of(services: Sequence[Service], *, staying: Check) -> Starlette:
    """Return one application for these services, ready while it is *staying*; their lifespans run inside its own."""
    sites = {service.name: service.web() for service in services}
    by_prefix = {prefix: sites[service.name].app for service in services for prefix in service.prefixes}
    checks: dict[str, Check] = {
        f"{name}.{part}": check for name, site in sites.items() for part, check in site.checks.items()
    } | {"staying": staying}

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for site in sites.values():
                await stack.enter_async_context(_lifespan_of(site.app))
            yield

    front = Starlette(lifespan=lifespan)
    # Not mounted: a pattern of paths would let none through that holds a line break, and answer it in English.
    front.router.default = Front(by_prefix, health_app(checks=checks, registry=REGISTRY))
    return front


@asynccontextmanager
async def _lifespan_of(app: FastAPI) -> AsyncIterator[None]:
    async with app.router.lifespan_context(app):
        yield
