"""Proof that a form was sent from a page of ours: a token, and what the browser says of the sender."""

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Refused

FIELD: Final = "csrf_token"
HEADER: Final = "X-CSRF-Token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class FormNotFromHere(Refused):
    """The form was not sent from a page of this desk, or that page has become too old."""

    http_status = 403
    public_message = (
        "画面を開いてから時間がたったか、別の画面でサインインし直したため、送信を確認できませんでした。"
        "前の画面に戻って読み込み直し、もう一度送信してください。入力の内容は、まだ送信されていません。"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Csrf:
    """Issues and checks tokens; all services behind one address share the secret and the cookies.

    A token is an HMAC over the session's cookie, so it dies with the session; a visitor without a session
    gets a cookie of no other use. Nothing is stored.
    """

    secret: bytes = field(repr=False)
    secure: bool = True
    session_cookies: tuple[str, ...] = ("__Host-desk_session", "desk_session")

    @property
    def cookie(self) -> str:
        """The name of the anonymous cookie."""
        return "__Host-desk_form" if self.secure else "desk_form"

    def token(self, request: Request) -> str:
        """Return a fresh token for a form of the page that is being drawn."""
        nonce = secrets.token_urlsafe(12)
        return f"{nonce}.{self._mac(self._binding_to_issue(request), nonce)}"

    def hidden_field(self, request: Request) -> Markup:
        """Return the hidden field that every POST form holds."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, self.token(request))

    def keep_cookie(self, request: Request, response: Response) -> None:
        """Set the anonymous cookie if a token of this page needs one that the browser does not have yet."""
        fresh = getattr(request.state, "csrf_cookie", None)
        if fresh is not None:
            response.set_cookie(self.cookie, fresh, path="/", secure=self.secure, httponly=True, samesite="lax")

    def check(self, request: Request, token: str | None) -> None:
        """Refuse with FormNotFromHere unless the request comes from a page of ours."""
        _check_sender(request)
        binding = self._binding(request)
        nonce, dot, mac = (token or "").partition(".")
        if not dot or binding is None or not hmac.compare_digest(mac.encode(), self._mac(binding, nonce).encode()):
            raise FormNotFromHere

    def _binding(self, request: Request) -> str | None:
        names = (*self.session_cookies, self.cookie)
        return next((f"{name}={request.cookies[name]}" for name in names if request.cookies.get(name)), None)

    def _binding_to_issue(self, request: Request) -> str:
        binding = self._binding(request)
        if binding is not None:
            return binding
        if getattr(request.state, "csrf_cookie", None) is None:
            request.state.csrf_cookie = secrets.token_urlsafe(24)
        return f"{self.cookie}={request.state.csrf_cookie}"

    def _mac(self, binding: str, nonce: str) -> str:
        return hmac.new(self.secret, f"csrf|{nonce}|{binding}".encode(), hashlib.sha256).hexdigest()


def _check_sender(request: Request) -> None:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise FormNotFromHere
        return
    # Old browsers, and new ones on plain http inside a closed network, do not send Sec-Fetch-Site. Our own
    # `Referrer-Policy: no-referrer` makes them say "Origin: null", so null proves nothing either way and
    # the token alone decides.
    origin = request.headers.get("origin")
    if origin is not None and origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
        raise FormNotFromHere


async def csrf_protected(request: Request) -> AsyncIterator[None]:
    """Refuse a changing request that no page of ours sent; a dependency of every HTML form's route."""
    if request.method in _SAFE:
        yield
        return
    csrf: Csrf = request.app.state.csrf
    token = request.headers.get(HEADER)
    try:
        if token is None:
            # Also for multipart; Starlette keeps the parsed form for the route itself.
            value = (await request.form()).get(FIELD)
            token = value if isinstance(value, str) else None
        csrf.check(request, token)
        yield
    finally:
        # Uploaded files are temporary files; where the route names no form field, nobody else closes them.
        await request.close()


CsrfProtected = Annotated[None, Depends(csrf_protected)]
