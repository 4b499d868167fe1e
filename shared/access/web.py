"""The door for staff: the sign-in page, the cookie, and who is asking on every page after it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from shared.access.actor import ROLE_WORDS, Actor
from shared.access.attempts import TooManyAttempts
from shared.access.policy import Action, require
from shared.access.sessions import end_session, find_session
from shared.access.signing_in import Begin, Knock, WrongCredentials, sign_in
from shared.access.tokens import actor_of_token
from shared.database.errors import DATABASE_ERRORS, DatabaseAway, is_away
from shared.web.csrf import HEADER, Csrf, CsrfProtected
from shared.web.errors import for_machine
from shared.web.frame import SignedIn
from shared.web.pages import Clock, pages_of, see_other, utc_now

TEMPLATES: Final = Path(__file__).parent / "templates"
SIGN_IN_PATH: Final = "/signin"
SIGN_OUT_PATH: Final = "/signout"
_MAX_NEXT_CHARACTERS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the door needs; kept as `app.state.access`.

    *begin* opens a transaction as a role that may read accounts; *secret* keys the hashes of who knocked.
    """

    begin: Begin
    secret: bytes = field(repr=False)
    cookie_secure: bool = True
    home: str = "/"
    clock: Clock = utc_now

    @property
    def cookie(self) -> str:
        """The name of the session cookie; `__Host-` holds it to this host and to https."""
        return "__Host-desk_session" if self.cookie_secure else "desk_session"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Begin and commit; a database that is away is DatabaseAway (503), not a bug of ours."""
        try:
            async with self.begin() as connection:
                yield connection
        except DATABASE_ERRORS as error:
            if is_away(error):
                raise DatabaseAway from error
            raise

    def token_of(self, request: Request) -> str | None:
        """Return the session token the browser brought."""
        return request.cookies.get(self.cookie)


def guard(app: FastAPI, access: Access) -> None:
    """Let the pages of *app* ask who is there; include `signin_router()` where the sign-in page lives."""
    app.state.access = access


async def optional_actor(request: Request) -> Actor | None:
    """Return who is signed in, or nothing; asked once per request and left for the frame.

    To the API a program shows a token; then its cookies count for nothing, and a token that does not hold is a 401.
    """
    if not hasattr(request.state, "actor"):
        bearer = bearer_of(request)
        request.state.actor = None
        request.state.actor = await (_signed_in(request) if bearer is None else _actor_of(request, bearer))
    actor: Actor | None = request.state.actor
    return actor


async def _signed_in(request: Request) -> Actor | None:
    access = _access(request)
    token = access.token_of(request)
    if token is None:
        return None
    async with access.transaction() as connection:
        found = await find_session(connection, token, now=access.clock())
    return found.actor if found else None


async def _actor_of(request: Request, bearer: str) -> Actor:
    access = _access(request)
    async with access.transaction() as connection:
        actor = await actor_of_token(connection, bearer, now=access.clock())
    if actor is None:
        raise HTTPException(
            HTTPStatus.UNAUTHORIZED,
            "トークンが正しくないか、期限が切れているか、取り消されています。",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )
    return actor


def bearer_of(request: Request) -> str | None:
    """Return the token a program shows to the API, or nothing; pages know no tokens."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    return shown.strip() if for_machine(request) and scheme.lower() == "bearer" else None


async def sent_on_purpose(request: Request) -> None:
    """Refuse a changing request to the API that another site could have made the browser of a person send.

    A token is proof enough, for no browser adds one by itself; a session needs the token of a form in its header.
    """
    if bearer_of(request) is None:
        csrf: Csrf = request.app.state.csrf
        csrf.check(request, request.headers.get(HEADER))


async def current_actor(request: Request) -> Actor:
    """Return who is signed in; a page sends others to sign in (303), the API answers 401."""
    actor = await optional_actor(request)
    if actor is not None:
        return actor
    if for_machine(request):
        raise HTTPException(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
    target = f"{SIGN_IN_PATH}?next={quote(_page_asked_for(request), safe='/')}"
    if request.headers.get("HX-Request") == "true":
        # A redirect would put the sign-in page into a part of the old one; htmx is told to leave it.
        raise HTTPException(HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": target})
    raise HTTPException(HTTPStatus.SEE_OTHER, headers={"Location": target})


OptionalActor = Annotated[Actor | None, Depends(optional_actor)]
CurrentActor = Annotated[Actor, Depends(current_actor)]
SentOnPurpose = Annotated[None, Depends(sent_on_purpose)]


def permitted(action: Action) -> Callable[[Actor], Awaitable[Actor]]:
    """Return a dependency that gives the actor, or refuses who may not do *action* (no case meant)."""

    async def permitted_actor(actor: CurrentActor) -> Actor:
        require(actor, action)
        return actor

    return permitted_actor


def signed_in_person(request: Request) -> SignedIn | None:
    """Return the person as the frame's header names them, if this request has asked who it is."""
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        return None
    # The name of the department is routing's to know; what a person is here stands on every page.
    roles = "・".join(ROLE_WORDS[role] for role in sorted(actor.roles))
    return SignedIn(name=actor.display_name, department=roles, roles=actor.roles)


def local_path(target: str, *, otherwise: str) -> str:
    """Return *target* if it is a path on this site, and *otherwise* for whatever could lead away."""
    plain = target.isascii() and target.isprintable() and " " not in target and "\\" not in target
    if not plain or len(target) > _MAX_NEXT_CHARACTERS:
        return otherwise
    if not target.startswith("/") or target.startswith("//"):
        return otherwise
    # Somebody who has just signed in wants neither door again.
    path = urlsplit(target).path.rstrip("/")
    return otherwise if path in {SIGN_IN_PATH, SIGN_OUT_PATH} else target


def signin_router() -> APIRouter:
    """Return the routes of the sign-in page and of signing out."""
    router = APIRouter()
    router.add_api_route(SIGN_IN_PATH, _show, methods=["GET"], response_model=None)
    router.add_api_route(SIGN_IN_PATH, _enter, methods=["POST"], response_model=None)
    router.add_api_route(SIGN_OUT_PATH, _leave, methods=["POST"], response_model=None)
    return router


async def _show(request: Request, actor: OptionalActor, next: str = "") -> Response:  # noqa: A002 -- the name in the address
    after = local_path(next, otherwise=_access(request).home)
    if actor is not None:
        return see_other(request, after)
    return _page(request, after=after)


async def _enter(
    request: Request,
    _: CsrfProtected,
    user: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002 -- the name of the form's field
) -> Response:
    access = _access(request)
    after = local_path(next, otherwise=access.home)
    knock = Knock(
        user=user,
        password=password,
        address=request.client.host if request.client else "",
        old_token=access.token_of(request),
    )
    try:
        opened = await sign_in(access.transaction, knock, secret=access.secret, now=access.clock)
    except WrongCredentials as error:
        return _page(request, after=after, user=user, error=error.public, status=HTTPStatus.FORBIDDEN)
    except TooManyAttempts as error:
        answer = _page(request, after=after, user=user, error=error.public, status=HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.wait_seconds)
        return answer
    answer = see_other(request, after)
    # No Max-Age: on a shared computer, closing the browser ends it there too.
    answer.set_cookie(
        access.cookie,
        opened.token,
        path="/",
        secure=access.cookie_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


async def _leave(request: Request, _: CsrfProtected) -> Response:
    access = _access(request)
    token = access.token_of(request)
    if token is not None:
        async with access.transaction() as connection:
            await end_session(connection, token, now=access.clock())
    answer = see_other(request, SIGN_IN_PATH)
    answer.delete_cookie(access.cookie, path="/", secure=access.cookie_secure, httponly=True, samesite="lax")
    return answer


def _page(
    request: Request, *, after: str, user: str = "", error: str = "", status: HTTPStatus = HTTPStatus.OK
) -> Response:
    values = {"after": after, "user": user, "error": error, "action": SIGN_IN_PATH}
    return pages_of(request).render(request, "access/signin.html", values, status)


def _page_asked_for(request: Request) -> str:
    # A part that htmx asked for, or a form that was sent, is no page to come back to.
    current = request.headers.get("HX-Current-URL")
    if current is not None:
        parts = urlsplit(current)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    if request.method not in {"GET", "HEAD"}:
        return _access(request).home
    query = request.scope["query_string"].decode("latin-1")
    return quote(request.scope["path"], safe="/") + (f"?{query}" if query else "")


def _access(request: Request) -> Access:
    access: Access = request.app.state.access
    return access
