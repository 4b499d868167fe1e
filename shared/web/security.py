"""The headers every answer carries, the size no request may exceed, and addresses no text could hold."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cache-Control": "no-store",
    }
)
_HSTS: Final = "max-age=31536000"


def secure(headers: MutableHeaders, *, https: bool) -> None:
    """Add what is missing; a header that the page set itself (a sandboxed mail, a feed's cache) stays."""
    framed = "frame-ancestors" in headers.get("Content-Security-Policy", "")
    for name, value in SECURITY_HEADERS.items():
        # A page that says itself who may frame it is not contradicted by the older header.
        if not (framed and name == "X-Frame-Options"):
            headers.setdefault(name, value)
    if https:
        headers.setdefault("Strict-Transport-Security", _HSTS)


class SecurityHeaders:
    """Put the security headers on every answer that passes."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap *app*."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on and touch only the start of an HTTP answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                secure(MutableHeaders(scope=message), https=scope.get("scheme") == "https")
            await send(message)

        await self._app(scope, receive, send_secured)


class ReadableAddress:
    """Read the null character of an address as the sign for what cannot be read: no text of a database holds it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap *app*."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; where it named something, nothing of that name is found."""
        if scope["type"] == "http":
            path = scope["path"].replace("\0", "\ufffd")
            query = scope["query_string"].replace(b"%00", b"%EF%BF%BD")
            scope = {**scope, "path": path, "query_string": query}
        await self._app(scope, receive, send)


class BodyLimit:
    """Refuse a request body above a size before it is read into memory or onto the disk."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        """Wrap *app*; *max_bytes* counts the whole body, all files together."""
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what arrives, because a declared length may be missing or wrong."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        too_large = declared.isdecimal() and int(declared) > self._max_bytes
        seen = 0

        async def receive_counted() -> Message:
            nonlocal seen, too_large
            # Raised where the application reads, so that the one table of errors gives the answer.
            if too_large:
                raise self._too_large()
            message = await receive()
            seen += len(message.get("body", b""))
            too_large = seen > self._max_bytes
            if too_large:
                raise self._too_large()
            return message

        await self._app(scope, receive_counted, send)

    def _too_large(self) -> HTTPException:
        limit = self._max_bytes // 1_000_000
        return HTTPException(
            413,
            detail=f"一度に送信できるデータの量（{limit}MB）を超えています。"
            "添付ファイルの上限を画面のご案内でお確かめのうえ、減らすか、分けてお送りください。",
        )
