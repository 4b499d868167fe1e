"""The web application every service starts from."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request

from shared.web.assets import Assets
from shared.web.correlation import Correlated
from shared.web.csrf import Csrf
from shared.web.errors import handle_errors
from shared.web.frame import Frame, FrameOf
from shared.web.labels import Catalogue
from shared.web.pages import Clock, Pages, environment, loader_of, utc_now
from shared.web.security import BodyLimit, ReadableAddress, SecurityHeaders

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[Any]]
MEBIBYTE = 1024 * 1024


def create_app(
    *,
    title: str,
    templates: Sequence[Path],
    lifespan: Lifespan | None = None,
    frame: Frame | None = None,
    frame_of: FrameOf | None = None,
    csrf: Csrf | None = None,
    labels: Catalogue | None = None,
    max_body_bytes: int = MEBIBYTE,
    clock: Clock = utc_now,
) -> FastAPI:
    """Return an application with the frame, the security headers, the error pages and nothing of a service.

    `app.state.pages` draws, `app.state.csrf` checks. *frame* is what stands around a page without a person;
    *frame_of* must not fail or wait: it reads what the sign-in check left in `request.state`.
    """
    plain = frame or Frame()
    assets = Assets()
    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.csrf = csrf
    app.state.pages = Pages(
        environment=environment(loader_of(templates), assets=assets, clock=clock),
        frame_of=frame_of or _always(plain),
        csrf=csrf,
        labels=labels or Catalogue(),
    )
    app.mount("/static", assets, name="static")
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes)
    app.add_middleware(ReadableAddress)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Correlated)
    handle_errors(app, plain)
    return app


def _always(frame: Frame) -> FrameOf:
    def same(_request: Request) -> Frame:
        return frame

    return same
