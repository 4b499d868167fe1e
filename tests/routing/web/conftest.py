"""The pages of routing in this process, on a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import httpx2 as httpx
import pytest

from services.routing.wiring import build_site
from shared.access.actor import Role
from shared.runtime.site import Site
from tests.intake.web.conftest import sign_in
from tests.kept_engines import keep
from tests.routing.conftest import House


@cache
def site() -> Site:
    """Build the pages once for all tests: it takes longer than most of them, and no test leaves anything in them."""
    made = build_site()
    keep(made.engine)
    return made


@asynccontextmanager
async def a_browser() -> AsyncIterator[httpx.AsyncClient]:
    """Open a browser before the pages of routing."""
    transport = httpx.ASGITransport(app=site().app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as browser:
        yield browser


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser nobody has signed in with."""
    async with a_browser() as browser:
        yield browser


@pytest.fixture
async def officer(house: House, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same browser, of an officer of the desk."""
    await sign_in(client, house.admin, Role.DESK)
    return client
