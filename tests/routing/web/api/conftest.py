"""A program before the API of routing, with the token of an account."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2 as httpx
import pytest

from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.tokens import issue_token
from tests.routing.conftest import DESK, House
from tests.routing.web.conftest import a_browser


async def program(client: httpx.AsyncClient, house: House, role: Role, department: str | None = None) -> str:
    """Let the client show the token of a new account, and return the account's name."""
    user, now = f"{role.value}-{department or 'desk'}", datetime.now(UTC)
    new = NewAccount(user=user, display_name=user, roles=frozenset({role}), desk_id=DESK, department=department)
    async with house.admin.begin() as connection:
        await create_account(connection, new, password=None, now=now)
        issued = await issue_token(connection, user, label="試験", days=1, now=now)
    client.headers["Authorization"] = f"Bearer {issued.text}"
    return user


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A program without a token."""
    async with a_browser() as one:
        yield one


@pytest.fixture
async def desk(house: House, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A program that acts as an officer."""
    await program(client, house, Role.DESK)
    return client
