"""A database with the schema `access`, people with accounts, and the roles that look at them."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.tables import metadata
from shared.database.engine import async_url
from shared.database.roles import web, worker
from shared.setup.database import set_up_database
from shared.setup.settings import read_setup_settings
from tests.kept_engines import kept_engine

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
def access_installation(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Roles and the schema `access`, and nothing of any service: shared code is tested without them."""
    asyncio.run(set_up_database(read_setup_settings(environment), ()))
    return environment


@pytest.fixture
async def house(access_installation: Mapping[str, str], kept_engines: None) -> House:
    def engine_of(role: str, part: str) -> AsyncEngine:
        service = role.split("_")[1].upper()
        password = access_installation[f"DESK_{service}_{part}_PASSWORD"]
        url = async_url(access_installation["DESK_DATABASE_URL"], user=role, password=password)
        return kept_engine(url, name="tests")

    house = House(
        owner_engine=kept_engine(async_url(access_installation["DESK_DATABASE_URL"]), name="tests"),
        web_engine=engine_of(web("intake"), "WEB"),
        worker_engine=engine_of(worker("notify"), "WORKER"),
        sweeper_engine=engine_of(worker("operations"), "WORKER"),
    )
    async with house.as_owner() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(delete(table))
    return house
