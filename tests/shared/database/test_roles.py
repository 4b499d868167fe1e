from collections.abc import AsyncIterator, Mapping

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from shared.database.engine import async_url
from shared.database.roles import SERVICES, create_roles, owner, web, worker
from shared.setup.settings import read_setup_settings

ODD = "a:b :c '\"\\%s %(x)s $1 ü鍵;--"


@pytest.fixture
async def own_passwords(installation: Mapping[str, str], admin: AsyncEngine) -> AsyncIterator[None]:
    yield
    async with admin.begin() as connection:
        await create_roles(connection, read_setup_settings(installation).roles)


async def test_any_password_a_person_may_choose_works(
    own_passwords: None, installation: Mapping[str, str], admin: AsyncEngine
) -> None:
    passwords = dict.fromkeys(read_setup_settings(installation).roles, ODD)
    async with admin.begin() as connection:
        await create_roles(connection, passwords)

    engine = create_async_engine(
        async_url(installation["DESK_DATABASE_URL"], user=worker("notify"), password=ODD), poolclass=NullPool
    )
    async with engine.connect() as connection:
        user = await connection.scalar(text("SELECT current_user"))
    await engine.dispose()

    assert user == "desk_notify_worker"


async def test_owners_cannot_log_in_and_nobody_is_above_the_row_policies(admin: AsyncEngine) -> None:
    async with admin.connect() as connection:
        rows = await connection.execute(
            text(
                "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
                " FROM pg_roles WHERE rolname LIKE 'desk%'"
            )
        )

    expected = {(owner(one), False) for one in SERVICES} | {
        (role(one), True) for one in SERVICES for role in (worker, web)
    }
    found = list(rows)
    assert {(row.rolname, row.rolcanlogin) for row in found} == expected
    assert {tuple(row)[2:] for row in found} == {(False, False, False, False)}


@pytest.mark.service("notify")
async def test_a_service_cannot_change_another_services_rows_or_its_own_tables(worker_engine: AsyncEngine) -> None:
    refused = []
    for statement in (
        "DELETE FROM routing.outbox",
        "UPDATE intake.event_log SET actor = 'x'",
        "SELECT 1 FROM routing.case_history",
        "DROP TABLE notify.outbox",
        "CREATE TABLE notify.mine (a int)",
        "TRUNCATE notify.event_log",
        "DELETE FROM notify.event_log",
        "UPDATE notify.event_log SET actor = 'x'",
        "SET ROLE desk_routing_worker",
    ):
        async with worker_engine.connect() as connection:
            with pytest.raises(DBAPIError) as caught:
                await connection.execute(text(statement))
        refused.append(getattr(caught.value.orig, "sqlstate", None))

    assert refused == ["42501"] * 9
