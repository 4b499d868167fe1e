"""A browser before the pages of notify, signed in as whoever the test needs."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import httpx2
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notify.wiring import site
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.sessions import open_session
from shared.runtime.site import Site
from tests.kept_engines import keep

SignIn = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One person's browser."""

    client: httpx2.AsyncClient
    account_id: str

    async def open(self, path: str, **headers: str) -> httpx2.Response:
        """Open a page."""
        return await self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    async def token(self) -> dict[str, str]:
        """Return what a form of this person carries, from any page that has one."""
        page = await self.open("/inbox/mails")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token is not None
        return {"csrf_token": token.group(1)}

    async def press(self, page: httpx2.Response, action: str) -> httpx2.Response:
        """Press the button of the form that goes to *action* on *page*."""
        form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page.text, re.DOTALL)
        assert form is not None, f"no form goes to {action}"
        token = re.search(r'name="csrf_token" value="([^"]+)"', form.group(0))
        assert token is not None
        return await self.client.post(action, data={"csrf_token": token.group(1)})


@cache
def built() -> Site:
    """Build the pages once for all tests: it takes longer than most of them, and no test leaves anything in them."""
    made = site()
    keep(made.engine)
    return made


@pytest.fixture
def pages(clean: None, installation: object) -> Site:
    """The application as `desk run` builds it."""
    return built()


@pytest.fixture
async def sign_in(pages: Site, admin: AsyncEngine) -> SignIn:
    """Open a browser for a person with these roles."""

    @asynccontextmanager
    async def browser(*roles: Role, department: str | None = None, desk_id: str = "miono") -> AsyncIterator[Browser]:
        user = "-".join([desk_id, *sorted(roles), department or ""])
        now = datetime.now(UTC)
        new = NewAccount(
            user=user, display_name="佐藤 花子", roles=frozenset(roles), desk_id=desk_id, department=department
        )
        async with admin.begin() as connection:
            account_id = await create_account(connection, new, password=None, now=now)
            session = await open_session(connection, account_id, now=now)
        transport = httpx2.ASGITransport(app=pages.app, raise_app_exceptions=False)
        cookies = {"desk_session": session.token}
        async with httpx2.AsyncClient(transport=transport, base_url="http://desk.test", cookies=cookies) as client:
            yield Browser(client=client, account_id=str(account_id))

    return browser


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    """Collect the statements that *engine* runs inside the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
