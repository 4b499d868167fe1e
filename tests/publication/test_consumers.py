"""What publication hears, as the broker delivers it."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.publication.consumers import readers
from services.publication.ports import Work
from services.publication.storage.tables import messaging
from services.publication.storage.work import work_on
from shared.database.transactions import Transactions
from shared.messaging.collector import Collector
from shared.messaging.issues import Incoming
from shared.messaging.wire import to_wire
from tests.publication.cases import opened
from tests.statements import noting_statements

pytestmark = pytest.mark.service("publication")


def test_the_reader_hears_of_opened_cases_only() -> None:
    (declaration,) = [reader.declaration for reader in readers()]

    assert (declaration.queue, declaration.types) == ("publication.counts.v1", ("case.opened.v1",))


async def test_a_case_told_twice_is_counted_once(clean: None, worker_engine: AsyncEngine) -> None:
    def make_work(connection: AsyncConnection) -> tuple[AsyncConnection, Work]:
        return connection, work_on(connection)

    (reader,) = readers()
    collector = Collector(reader, messaging, Transactions(worker_engine, make_work))
    wires = [to_wire(fact) for fact in (opened("R8-0001"), opened("R8-0002"), opened("R8-0003"))]
    running = asyncio.create_task(collector.run())

    for wire in (*wires, *wires):
        await collector.take(Incoming(headers=wire.headers, body=wire.body))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    async with worker_engine.connect() as connection:
        counted = await connection.scalar(text("SELECT count(*) FROM publication.public_case"))
        issues = await connection.scalar(text("SELECT count(*) FROM publication.delivery_issue"))
    assert (counted, issues) == (3, 0)


@pytest.mark.parametrize("count", [1, 3])
async def test_a_batch_costs_as_many_statements_as_one_case(
    clean: None, worker_engine: AsyncEngine, count: int
) -> None:
    (reader,) = readers()
    facts = [opened(f"R8-000{number}") for number in range(count)]

    async with worker_engine.begin() as connection:
        with noting_statements(worker_engine) as asked:
            await reader.handle([*facts, facts[0]], work_on(connection))

    assert len(asked) == 1
