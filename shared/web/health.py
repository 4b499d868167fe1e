"""What a supervisor and a monitor ask: is it alive, is it ready, what does it count."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from fastapi import APIRouter, FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.responses import JSONResponse, Response

Check = Callable[[], Awaitable[bool]]
CHECK_SECONDS: Final = 2.0


def health_router(
    *, checks: Mapping[str, Check], registry: CollectorRegistry, check_seconds: float = CHECK_SECONDS
) -> APIRouter:
    """Return `/healthz`, `/readyz` and `/metrics`.

    A check answers True when its part works; False, an OSError or more than *check_seconds* means that it
    does not. Anything else that a check raises is a bug and answers 500.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> Response:
        return JSONResponse({"status": "alive"})

    @router.get("/readyz")
    async def readyz() -> Response:
        works = await asyncio.gather(*(_works(check, check_seconds) for check in checks.values()))
        failing = sorted(name for name, works_ in zip(checks, works, strict=True) if not works_)
        body = {"status": "not_ready" if failing else "ready", "failing": failing}
        return JSONResponse(body, status_code=503 if failing else 200)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def health_app(*, checks: Mapping[str, Check], registry: CollectorRegistry) -> FastAPI:
    """Return an application of its own with only the health router, for a process without pages."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(health_router(checks=checks, registry=registry))
    return app


async def _works(check: Check, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await check()
    except OSError:  # TimeoutError and every refused connection are kinds of it
        return False
