"""The count of the doors begins with what had come before there was one."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from shared.database.engine import async_url
from shared.database.migrate import alembic_config
from shared.database.roles import create_roles, owner, web, worker
from shared.setup.settings import read_setup_settings
from tests.intake.conftest import NOW


@pytest.fixture
async def empty(admin: AsyncEngine, installation: Mapping[str, str]) -> AsyncIterator[AsyncEngine]:
    """A database beside the others that has roles and schemas and nothing else."""
    name = f"migrating_{uuid4().hex}"
    by_hand = admin.execution_options(isolation_level="AUTOCOMMIT")
    async with by_hand.connect() as connection:
        await connection.execute(
            text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
        )
    url = async_url(make_url(installation["DESK_DATABASE_URL"]).set(database=name).render_as_string(False))
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await create_roles(connection, read_setup_settings(installation).roles)
    yield engine
    await engine.dispose()
    async with by_hand.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name}"))


async def _migrate(connection: AsyncConnection, project: Path, revision: str) -> None:
    config = alembic_config("intake", project / "services" / "intake" / "storage" / "migrations")

    def upgrade(sync: Connection) -> None:
        config.attributes["connection"] = sync
        command.upgrade(config, revision)

    await connection.execute(text(f'SET LOCAL ROLE "{owner("intake")}"'))
    await connection.run_sync(upgrade)
    await connection.execute(text("RESET ROLE"))


@pytest.mark.parametrize("n", [0, 3])
async def test_what_came_before_the_count_is_counted_when_it_begins(empty: AsyncEngine, project: Path, n: int) -> None:
    async with empty.begin() as connection:
        await _migrate(connection, project, "0002")
        for _ in range(n):
            await connection.execute(
                text(
                    "INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at, size_bytes, sha256)"
                    " VALUES (:id, 'miono', 'mail', :at, 1, '')"
                ),
                {"id": uuid4(), "at": NOW},
            )

    async with empty.begin() as connection:
        await _migrate(connection, project, "head")
        found = (await connection.execute(text("SELECT channel, accepted_at FROM intake.balance_door"))).all()

    assert [tuple(row) for row in found] == [("mail", NOW)] * n


_ACCEPTED = text(
    "INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at, size_bytes, sha256)"
    " VALUES (:id, 'miono', 'form', :at, 1, '')"
)


@pytest.mark.parametrize(("history", "hours", "counted"), [(1, 0, 1), (1, 2, 0), (0, 0, 0)])
@pytest.mark.parametrize("role", [worker("intake"), web("intake")])
async def test_what_doors_of_the_version_before_accept_is_counted_for_an_hour(
    empty: AsyncEngine, project: Path, role: str, history: int, hours: int, counted: int
) -> None:
    at = datetime.now(UTC) + timedelta(hours=hours)
    async with empty.begin() as connection:
        await _migrate(connection, project, "0002")
        for _ in range(history):
            await connection.execute(_ACCEPTED, {"id": uuid4(), "at": NOW})
    async with empty.begin() as connection:
        await _migrate(connection, project, "head")

    async with empty.begin() as connection:
        await connection.execute(text(f'SET LOCAL ROLE "{role}"'))
        await connection.execute(text("SELECT set_config('desk.kind', 'door', true)"))
        await connection.execute(_ACCEPTED, {"id": uuid4(), "at": at})

    async with empty.begin() as connection:
        found = (
            await connection.scalars(text("SELECT accepted_at FROM intake.door_entry WHERE channel = 'form'"))
        ).all()
    assert list(found).count(at) == counted
