"""The counted cases in the database, and who may see what of them."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.publication.domain.counts import MonthCount
from services.publication.domain.public_case import opened_case
from services.publication.storage.cases import PublicCaseStore
from services.publication.storage.queries import months_by_desk
from shared.ids import new_id
from tests.publication.cases import opened
from tests.statements import noting_statements

pytestmark = pytest.mark.service("publication")


@pytest.mark.parametrize("cases", [1, 3])
async def test_the_sums_are_by_desk_and_month(
    clean: None, worker_engine: AsyncEngine, web_engine: AsyncEngine, cases: int
) -> None:
    async with worker_engine.begin() as connection:
        store = PublicCaseStore(connection)
        await store.keep(opened_case(opened(f"R8-{number:04}")) for number in range(cases))
        await store.keep([opened_case(opened("R8-0009", desk_id="other"))])

    async with web_engine.begin() as connection:
        found = await months_by_desk(connection)

    assert found == {
        "miono": [MonthCount(month=date(2026, 11, 1), received=cases, in_progress=cases)],
        "other": [MonthCount(month=date(2026, 11, 1), received=1, in_progress=1)],
    }


async def test_an_older_copy_of_a_case_changes_nothing(
    clean: None, worker_engine: AsyncEngine, web_engine: AsyncEngine
) -> None:
    case_id = new_id()
    newer, older = opened("R8-0001", case_id=case_id, version=5), opened("R7-0001", case_id=case_id, version=4)

    async with worker_engine.begin() as connection:
        store = PublicCaseStore(connection)
        await store.keep([opened_case(newer)])
        await store.keep([opened_case(older)])
        row = (await connection.execute(text("SELECT version, fiscal_year FROM publication.public_case"))).one()

    assert row == (5, 2026)


async def test_of_two_versions_in_one_batch_the_newer_stays(clean: None, worker_engine: AsyncEngine) -> None:
    case_id = new_id()
    versions = [opened_case(opened("R8-0001", case_id=case_id, version=version)) for version in (2, 7, 4)]

    async with worker_engine.begin() as connection:
        await PublicCaseStore(connection).keep(versions)
        found = (await connection.execute(text("SELECT case_id, version FROM publication.public_case"))).all()

    assert found == [(case_id, 7)]


async def test_no_case_is_nothing_to_write(clean: None, worker_engine: AsyncEngine) -> None:
    async with worker_engine.begin() as connection:
        with noting_statements(worker_engine) as asked:
            await PublicCaseStore(connection).keep([])

    assert asked == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT case_id FROM publication.public_case",
        "INSERT INTO publication.public_case SELECT * FROM publication.public_case",
        "SELECT data FROM publication.event_log",
        "DELETE FROM publication.outbox",
        "SELECT body FROM publication.delivery_issue",
        "SELECT event_id FROM publication.handled",
    ],
)
async def test_the_public_pages_can_read_sums_and_nothing_else(web_engine: AsyncEngine, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with web_engine.begin() as connection:
            await connection.execute(text(statement))
