"""The oldest open fact is the same however far the marks have come, and settled history is not read again."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.queues import House
from services.operations.storage import overview as overview_module
from services.operations.storage.marks import SettledMarks
from services.operations.storage.overview import Overview
from shared.messaging.outbox import Outbox
from shared.messaging.tables import messaging_tables
from shared.settings import ServiceSettings
from tests.kept_engines import kept_engine
from tests.operations.conftest import READER, proposal_received

INTAKE = messaging_tables(MetaData(schema="intake"))


@pytest.fixture
def worker_engine(clean: None, house: House) -> AsyncEngine:
    """The engine of the watcher."""
    return kept_engine(ServiceSettings("operations").worker_url, name="test-operations-overview")


def at_once() -> SettledMarks:
    """Return marks that trust as soon as no transaction forbids it."""
    return SettledMarks(settling=timedelta(0))


async def record(admin: AsyncEngine, *receipts: str) -> list[UUID]:
    facts = [proposal_received(receipt) for receipt in receipts]
    async with admin.begin() as connection:
        await Outbox(connection, INTAKE).add(*facts)
    return [fact.id for fact in facts]


async def settle(admin: AsyncEngine, *event_ids: UUID) -> None:
    async with admin.begin() as connection:
        await connection.execute(
            text("INSERT INTO routing.handled (reader, event_id) VALUES (:reader, :id)"),
            [{"reader": READER, "id": event_id} for event_id in event_ids],
        )


async def happened(admin: AsyncEngine, event_id: UUID) -> datetime:
    async with admin.connect() as connection:
        at = await connection.scalar(
            text("SELECT occurred_at FROM intake.facts WHERE event_id = :id"), {"id": event_id}
        )
    assert isinstance(at, datetime)
    return at


async def seq_of(admin: AsyncEngine, event_id: UUID) -> int:
    async with admin.connect() as connection:
        seq = await connection.scalar(text("SELECT seq FROM intake.facts WHERE event_id = :id"), {"id": event_id})
    assert isinstance(seq, int)
    return seq


async def look(engine: AsyncEngine, house: House, marks: SettledMarks, *, times: int = 1) -> datetime | None:
    found = None
    for _ in range(times):
        async with engine.begin() as connection:
            overview = Overview(connection, marks)
            found = (await overview.oldest_unhandled(house)).get(READER)
            await overview.keep_marks()
    return found


async def test_the_oldest_open_fact_is_found_with_and_without_marks(
    admin: AsyncEngine, worker_engine: AsyncEngine, house: House
) -> None:
    marks = at_once()
    first, second, third = await record(admin, "R8-0001", "R8-0002", "R8-0003")
    await settle(admin, first)

    seen = [await look(worker_engine, house, marks, times=3)]
    await settle(admin, second)
    seen.append(await look(worker_engine, house, marks, times=3))
    await settle(admin, third)
    seen.append(await look(worker_engine, house, marks, times=3))
    (fourth,) = await record(admin, "R8-0004")

    assert seen == [await happened(admin, second), await happened(admin, third), None]
    assert marks.after(READER, "intake") == await seq_of(admin, third)
    for others in (marks, SettledMarks()):
        assert await look(worker_engine, house, others) == await happened(admin, fourth)


async def test_a_mark_stops_before_what_is_open_and_outlives_the_process(
    admin: AsyncEngine, worker_engine: AsyncEngine, house: House
) -> None:
    first, second = await record(admin, "R8-0001", "R8-0002")
    await settle(admin, first)
    await look(worker_engine, house, at_once(), times=3)

    next_process = SettledMarks()
    await look(worker_engine, house, next_process)

    assert next_process.after(READER, "intake") == await seq_of(admin, second) - 1


async def test_a_failed_delivery_holds_no_mark_and_counts_as_the_oldest_until_it_is_discarded(
    admin: AsyncEngine, worker_engine: AsyncEngine, house: House
) -> None:
    marks = at_once()
    first, second = await record(admin, "R8-0001", "R8-0002")
    await settle(admin, second)
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO routing.delivery_issue (reader, event_id, type, state, attempt, error_class, error,"
                " headers, body) VALUES (:reader, :id, 't', 'parked', 1, 'E', 'E', '{}', '')"
            ),
            {"reader": READER, "id": first},
        )

    parked = await look(worker_engine, house, marks, times=3)
    async with admin.begin() as connection:
        await connection.execute(text("UPDATE routing.delivery_issue SET state = 'discarded'"))

    assert parked == await happened(admin, first)
    assert marks.after(READER, "intake") == await seq_of(admin, second)
    assert await look(worker_engine, house, marks) is None


async def test_no_mark_passes_a_fact_whose_transaction_is_slow(
    admin: AsyncEngine, worker_engine: AsyncEngine, house: House
) -> None:
    # V13: an "id > cursor" reader would skip it for ever.
    marks = at_once()
    slow = proposal_received("R8-0001")
    async with admin.begin() as connection:
        await Outbox(connection, INTAKE).add(slow)
        (quick,) = await record(admin, "R8-0002")
        await settle(admin, quick)
        before = await look(worker_engine, house, marks, times=5)
        held = marks.after(READER, "intake")

    assert await seq_of(admin, slow.id) < await seq_of(admin, quick)
    assert (before, held) == (None, 0)
    assert await look(worker_engine, house, marks, times=5) == await happened(admin, slow.id)
    assert marks.after(READER, "intake") == await seq_of(admin, slow.id) - 1


@pytest.mark.parametrize("register", ["routing.reader SET begins_at", "operations.heard_type SET begins_at"])
async def test_what_happened_before_a_reader_or_its_type_began_is_not_open(
    admin: AsyncEngine, worker_engine: AsyncEngine, house: House, register: str
) -> None:
    await record(admin, "R8-0001")
    async with admin.begin() as connection:
        await connection.execute(text(f"UPDATE {register} = clock_timestamp()"))
    (later,) = await record(admin, "R8-0002")

    found = await look(worker_engine, house, SettledMarks())

    async with admin.begin() as connection:
        await connection.execute(text(f"UPDATE {register} = '-infinity'"))
    assert found == await happened(admin, later)


async def test_a_long_history_is_read_in_windows_and_marks_catch_up_look_by_look(
    admin: AsyncEngine, worker_engine: AsyncEngine, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview_module, "WINDOW", 2)
    *settled, last = await record(admin, *(f"R8-000{n}" for n in range(1, 9)))
    await settle(admin, *settled)
    begin = await seq_of(admin, settled[0]) - 1
    marks = at_once()
    marks.remember({(reader.reader, "intake"): begin for reader in house.readers})

    found = [await look(worker_engine, house, marks, times=3)]
    far = marks.after(READER, "intake")
    found.append(await look(worker_engine, house, marks, times=9))

    assert found == [await happened(admin, last)] * 2
    assert begin < far < await seq_of(admin, last) - 1 == marks.after(READER, "intake")
