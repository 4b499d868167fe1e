"""What publication hears, as the broker delivers it."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.publication.consumers import counts_reader, readers
from services.publication.domain.public_project import PROJECT_FACTS
from services.publication.ports import Work
from services.publication.storage.tables import messaging
from services.publication.storage.work import work_on
from shared.database.transactions import Transactions
from shared.events import FACTS, GoneFact, PublicationHeld, PublicFact
from shared.events.registration import RegistrationFact
from shared.messaging.collector import Collector
from tests.collecting import collect
from tests.publication.conftest import KEYRING
from tests.publication.facts import ENDS, opened, recorded
from tests.statements import noting_statements

pytestmark = pytest.mark.service("publication")


def test_the_register_hears_everything_that_is_for_everybody_and_the_counts_what_moves_a_case() -> None:
    heard = {reader.name: set(reader.declaration.types) for reader in readers()}

    for_everybody = (PublicFact, GoneFact, RegistrationFact)
    assert heard == {
        "publication.counts": {
            "case.opened.v1",
            *(fact.type for fact in ENDS.values()),
            *(fact.type for fact in PROJECT_FACTS),
        },
        "publication.register": {
            PublicationHeld.type,
            *(fact.type for fact in FACTS if issubclass(fact, for_everybody)),
        },
    }


async def test_a_case_told_twice_is_counted_once(clean: None, worker_engine: AsyncEngine) -> None:
    def make_work(connection: AsyncConnection) -> tuple[AsyncConnection, Work]:
        return connection, work_on(connection, KEYRING)

    collector = Collector(counts_reader(), messaging, Transactions(worker_engine, make_work))
    facts = [opened("R8-0001"), opened("R8-0002"), opened("R8-0003")]

    await collect(collector, *facts, *facts)

    async with worker_engine.connect() as connection:
        counted = await connection.scalar(text("SELECT count(*) FROM publication.public_case"))
        issues = await connection.scalar(text("SELECT count(*) FROM publication.delivery_issue"))
    assert (counted, issues) == (3, 0)


@pytest.mark.parametrize("count", [1, 3])
async def test_a_batch_costs_as_many_statements_as_one_case(
    clean: None, worker_engine: AsyncEngine, count: int
) -> None:
    facts = [opened(f"R8-000{number}") for number in range(count)]

    async with worker_engine.begin() as connection:
        with noting_statements(worker_engine) as asked:
            await counts_reader().handle([*facts, facts[0]], work_on(connection, KEYRING))

    # The cases, and that the numbers changed.
    assert len(asked) == 2


async def test_an_end_that_arrives_before_its_beginning_counts_once_that_is_known(
    clean: None, worker_engine: AsyncEngine
) -> None:
    beginning = opened("R8-0001")
    end = recorded(ENDS["declined"], of=beginning.aggregate_id, version=7)
    counted = []

    for fact in (end, beginning, end):
        async with worker_engine.begin() as connection:
            await counts_reader().handle([fact], work_on(connection, KEYRING))
            rows = await connection.execute(text("SELECT stage, month IS NOT NULL FROM publication.public_case"))
            counted.append(tuple(rows.one()))

    assert counted == [("declined", False), ("declined", True), ("declined", True)]
