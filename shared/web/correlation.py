"""One id for everything a request leaves in the log, also when it ends in a bug."""

import secrets
from typing import Final

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

_STATE: Final = "correlation_id"


class Correlated:
    """Binds a fresh id to the log for the length of one request."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap *app*."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what is logged meanwhile carries its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reference = secrets.token_hex(4)
        scope.setdefault("state", {})[_STATE] = reference
        with structlog.contextvars.bound_contextvars(correlation_id=reference):
            await self._app(scope, receive, send)


def reference_of(request: Request) -> str:
    """Return the id of this request, to be shown on an error page and found in the log."""
    return str(getattr(request.state, _STATE, "")) or secrets.token_hex(4)
