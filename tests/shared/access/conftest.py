"""A database with the schema `access`, people with accounts, and the roles that look at them."""

import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

import shared.access
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.database.engine import async_url, make_engine
from shared.database.migrate import migrate
from shared.database.roles import SERVICES, create_roles, web, worker

VERSIONS = Path(shared.access.__file__).parent / "migrations" / "versions"
NOW = datetime(2026, 4, 10, 1, 30, tzinfo=UTC)
PASSWORD = "kawa-no-nagare-88"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The same tables as their owner, a web role and a worker role see them."""

    owner_engine: AsyncEngine
    web_engine: AsyncEngine
    worker_engine: AsyncEngine
    sweeper_engine: AsyncEngine

    def as_owner(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.owner_engine.begin()

    def as_web(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.web_engine.begin()

    def as_worker(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.worker_engine.begin()

    def as_sweeper(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.sweeper_engine.begin()

    async def person(
        self,
        user: str = "sato",
        *roles: Role,
        password: str | None = PASSWORD,
        department: str | None = None,
        valid_from: date = date(2026, 4, 1),
        valid_to: date | None = None,
    ) -> UUID:
        new = NewAccount(
            user=user,
            display_name="佐藤 花子",
            roles=frozenset(roles or {Role.DESK}),
            desk_id="mirai",
            department=department,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        async with self.as_owner() as connection:
            return await create_account(connection, new, password=password, now=NOW)


@pytest.fixture(scope="session")
async def access_house() -> AsyncIterator[House]:
    base = os.environ["ACCESS_TEST_DATABASE"]
    owner = make_engine(async_url(base), name="tests")
    passwords = {name: "example" for service in SERVICES for name in (worker(service), web(service))}
    async with owner.begin() as connection:
        await connection.execute(text("DROP SCHEMA IF EXISTS access CASCADE"))
        await create_roles(connection, passwords)
    async with owner.begin() as connection:
        await migrate(connection, schema="access", versions=VERSIONS, role="desk_routing")
    house = House(
        owner_engine=owner,
        web_engine=make_engine(async_url(base, user=web("intake"), password="example"), name="tests"),
        worker_engine=make_engine(async_url(base, user=worker("notify"), password="example"), name="tests"),
        sweeper_engine=make_engine(async_url(base, user=worker("operations"), password="example"), name="tests"),
    )
    yield house
    for engine in (house.web_engine, house.worker_engine, house.sweeper_engine, owner):
        await engine.dispose()


@pytest.fixture
async def house(access_house: House) -> House:
    tables = "access.content_read, access.session, access.sign_in_attempt, access.account"
    async with access_house.as_owner() as connection:
        await connection.execute(text(f"TRUNCATE {tables}"))
    return access_house
