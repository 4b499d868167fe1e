"""The oldest open fact is the same however far the marks have come, and settled history is not read again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.queues import House
from services.operations.storage.marks import SETTLING, SettledMarks
from services.operations.storage.overview import Overview
from shared.database.engine import make_engine
from shared.messaging.outbox import Outbox
from shared.messaging.tables import messaging_tables
from shared.settings import ServiceSettings
from tests.operations.conftest import READER, proposal_received

LATER = datetime.now(UTC) + SETTLING * 2
INTAKE = messaging_tables(MetaData(schema="intake"))


@pytest.fixture
async def web_engine(clean: None, house: House) -> AsyncIterator[AsyncEngine]:
    """The engine of the pages."""
    engine = make_engine(ServiceSettings("operations").web_url, name="test-operations-overview", size=2)
    yield engine
    await engine.dispose()


async def record(admin: AsyncEngine, *receipts: str) -> list[UUID]:
    facts = [proposal_received(receipt) for receipt in receipts]
    async with admin.begin() as connection:
        await Outbox(connection, INTAKE).add(*facts)
    return [fact.id for fact in facts]


async def settle(admin: AsyncEngine, event_id: UUID) -> None:
    async with admin.begin() as connection:
        await connection.execute(
            text("INSERT INTO routing.handled (reader, event_id) VALUES (:reader, :id)"),
            {"reader": READER, "id": event_id},
        )


async def happened(admin: AsyncEngine, event_id: UUID) -> datetime:
    async with admin.connect() as connection:
        at = await connection.scalar(
            text("SELECT occurred_at FROM intake.facts WHERE event_id = :id"), {"id": event_id}
        )
    assert isinstance(at, datetime)
    return at


async def settling_passes(admin: AsyncEngine, marks: SettledMarks) -> None:
    """Let the marks see the same newest fact once more when it has long settled."""
    async with admin.connect() as connection:
        newest = await connection.scalar(text("SELECT max(seq) FROM intake.facts"))
    marks.see_newest({"intake": newest or 0}, at=LATER)


async def look(engine: AsyncEngine, house: House, marks: SettledMarks) -> datetime | None:
    async with engine.connect() as connection:
        return (await Overview(connection, marks).oldest_unhandled(house)).get(READER)


async def test_the_oldest_open_fact_is_found_with_and_without_marks(
    admin: AsyncEngine, web_engine: AsyncEngine, house: House
) -> None:
    marks = SettledMarks()
    first, second, third = await record(admin, "R8-0001", "R8-0002", "R8-0003")
    await settle(admin, first)
    seen = [await look(web_engine, house, marks)]
    await settling_passes(admin, marks)

    seen.append(await look(web_engine, house, marks))
    await settle(admin, second)
    seen.append(await look(web_engine, house, marks))
    await settle(admin, third)
    seen.append(await look(web_engine, house, marks))

    assert marks.after(READER, "intake") > 0
    at_second, at_third = await happened(admin, second), await happened(admin, third)
    assert seen == [at_second, at_second, at_third, None]
    assert await look(web_engine, house, SettledMarks()) is None
    (fourth,) = await record(admin, "R8-0004")
    assert await look(web_engine, house, marks) == await happened(admin, fourth)


async def test_a_look_begins_after_what_was_settled(admin: AsyncEngine, web_engine: AsyncEngine, house: House) -> None:
    marks = SettledMarks()
    first, second = await record(admin, "R8-0001", "R8-0002")
    await settle(admin, first)
    await look(web_engine, house, marks)
    await settling_passes(admin, marks)

    await look(web_engine, house, marks)

    async with admin.connect() as connection:
        seq = await connection.scalar(text("SELECT seq FROM intake.facts WHERE event_id = :id"), {"id": second})
    assert marks.after(READER, "intake") == seq - 1
