"""What a supervisor and a monitor ask: is it alive, is it ready, what does it count."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Check = Callable[[], Awaitable[bool]]
CHECK_SECONDS: Final = 2.0


def health_app(
    *, checks: Mapping[str, Check], registry: CollectorRegistry, check_seconds: float = CHECK_SECONDS
) -> Starlette:
    """Return an application of its own with `/healthz`, `/readyz` and `/metrics`, for a process without pages.

    A check answers True when its part works; False, an OSError or more than *check_seconds* means that it
    does not. Anything else that a check raises is a bug and answers 500.
    """

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        works = await asyncio.gather(*(_works(check, check_seconds) for check in checks.values()))
        failing = sorted(name for name, works_ in zip(checks, works, strict=True) if not works_)
        body = {"status": "not_ready" if failing else "ready", "failing": failing}
        return JSONResponse(body, status_code=503 if failing else 200)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    doors = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
    return Starlette(routes=[Route(path, door) for path, door in doors.items()])


async def _works(check: Check, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await check()
    except OSError:  # TimeoutError and every refused connection are kinds of it
        return False
