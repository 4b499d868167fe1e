from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.engine import async_url, make_engine
from shared.database.transactions import Transactions
from shared.scheme.in_force import NoSuchDesk, SchemesInForce
from shared.scheme.model import DeskScheme
from tests.shared.scheme.schemes import small_scheme
from tests.statements import noting_statements

# It is the 25th in Japan already.
NIGHT = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
NEIGHBOUR = small_scheme(desk_id="neighbour", name="となりの窓口")

pytestmark = pytest.mark.service("notify")


@pytest.fixture
async def connection(clean: None, web_engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """What a page of another service than routing reads by."""
    async with web_engine.connect() as connection:
        yield connection


async def apply(admin: AsyncEngine, scheme: DeskScheme, content: str = "") -> None:
    """Record a version as routing does, or as a program of another age did."""
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO routing.scheme_version (desk_id, version, content, applied_by)"
                " VALUES (:desk, :version, :content, 'test')"
            ),
            {"desk": scheme.desk_id, "version": scheme.version, "content": content or scheme.model_dump_json()},
        )


def schemes(**more: Any) -> SchemesInForce:
    files = {one.desk_id: one for one in (small_scheme(), NEIGHBOUR)}
    return SchemesInForce(files, clock=lambda: NIGHT, **more)


def test_the_files_hold_until_something_is_applied_and_the_first_stands_in_front() -> None:
    known = schemes()

    assert (dict(known), len(known)) == ({"small": small_scheme(), "neighbour": NEIGHBOUR}, 2)
    assert [known.front.desk_id, known.path("small"), known.path("neighbour")] == ["small", "", "/desks/neighbour"]


def test_a_setting_puts_another_desk_in_front_and_one_that_nobody_knows_is_refused() -> None:
    assert schemes(front="neighbour").front == NEIGHBOUR
    with pytest.raises(NoSuchDesk):
        _ = schemes(front="nobody").front
    with pytest.raises(NoSuchDesk):
        schemes().desk("nobody")


async def test_the_newest_applied_version_that_is_valid_in_japan_holds(
    connection: AsyncConnection, admin: AsyncEngine
) -> None:
    second, third = small_scheme(version=2), small_scheme(version=3, valid_from="2026-11-25", name="新しい窓口")
    for scheme in (second, third, small_scheme(version=4, valid_from="2026-11-26")):
        await apply(admin, scheme)
    known = schemes()

    await known.look(connection)

    assert known["small"] == third
    assert known["neighbour"] == NEIGHBOUR
    assert await known.of(connection, "small", 2) == second


async def test_what_was_to_come_holds_on_its_day_without_another_look(
    connection: AsyncConnection, admin: AsyncEngine
) -> None:
    moments = [NIGHT]
    known = SchemesInForce({"small": small_scheme()}, clock=lambda: moments[-1])
    await apply(admin, small_scheme(version=2, valid_from="2026-11-26"))
    await known.look(connection)
    before = known["small"].version

    moments.append(datetime(2026, 11, 25, 15, 0, tzinfo=UTC))

    assert (before, known["small"].version) == (1, 2)


async def test_a_desk_without_a_file_is_one_as_soon_as_its_scheme_is_applied(
    connection: AsyncConnection, admin: AsyncEngine
) -> None:
    known = schemes()
    await known.look(connection)

    await apply(admin, small_scheme(desk_id="third"))
    await connection.rollback()
    await known.look(connection)

    assert list(known) == ["small", "neighbour", "third"]


async def test_a_version_nobody_applied_is_the_file_of_that_number_or_what_is_in_force(
    connection: AsyncConnection,
) -> None:
    known = schemes()

    assert await known.of(connection, "small", 1) == small_scheme()
    assert await known.of(connection, "small", 9) == small_scheme()
    with pytest.raises(NoSuchDesk):
        await known.of(connection, "nobody", 1)


async def test_a_version_todays_program_cannot_read_leaves_the_one_before_it_in_force(
    connection: AsyncConnection, admin: AsyncEngine
) -> None:
    await apply(admin, small_scheme(version=2))
    await apply(admin, small_scheme(version=3), '{"valid_from": "2026-04-01", "of_another_age": true}')
    known = schemes()

    await known.look(connection)

    assert known["small"].version == 2


async def test_a_version_is_read_once_and_a_look_at_nothing_new_is_one_statement(
    connection: AsyncConnection, admin: AsyncEngine
) -> None:
    await apply(admin, small_scheme(version=2))
    known = schemes()
    await known.look(connection)

    with noting_statements(connection.engine) as statements:
        await known.look(connection)
        await known.of(connection, "small", 2)

    assert len(statements) == 1


async def test_while_the_database_is_away_what_was_known_holds() -> None:
    nowhere = make_engine(async_url("postgresql://127.0.0.1:1/desk", user="nobody", password="x"), name="test")
    known = schemes()

    await known.catch_up(Transactions(nowhere, lambda connection: connection))

    assert known["small"] == small_scheme()


async def test_what_was_applied_never_changes(clean: None, admin: AsyncEngine) -> None:
    await apply(admin, small_scheme())

    with pytest.raises(DBAPIError, match="append-only"):
        async with admin.begin() as connection:
            await connection.execute(text("UPDATE routing.scheme_version SET content = '{}'"))


async def test_another_service_reads_what_was_applied_and_not_by_whom(connection: AsyncConnection) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await connection.execute(text("SELECT applied_by FROM routing.scheme_version"))
