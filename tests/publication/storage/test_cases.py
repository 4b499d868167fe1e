"""The counted cases in the database, and who may see what of them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.publication.domain.counts import DeskCounts, MonthCount, Span, Spans
from services.publication.domain.public_case import case_after
from services.publication.handlers.counting import count_cases
from services.publication.storage.cases import PublicCaseStore
from services.publication.storage.queries import counts_by_desk
from services.publication.storage.work import work_on
from shared.events import Cooperation, Fact, ImplementationStarted, Recorded
from shared.events.projects import PilotClosed, PilotDecision, ProjectStarted, ProjectStopped
from shared.ids import new_id
from tests.publication.conftest import KEYRING
from tests.publication.facts import ENDS, NOVEMBER, opened, recorded
from tests.statements import noting_statements

pytestmark = pytest.mark.service("publication")
NUMBER = "JR8-0001"
MONTH = date(2026, 11, 1)
TODAY = date(2026, 12, 31)


async def count(engine: AsyncEngine, *facts: Recorded[Fact]) -> None:
    async with engine.begin() as connection:
        await PublicCaseStore(connection).keep(map(case_after, facts))


@pytest.mark.parametrize("cases", [1, 3])
async def test_the_sums_are_by_desk_and_month(
    clean: None, worker_engine: AsyncEngine, web_engine: AsyncEngine, cases: int
) -> None:
    await count(worker_engine, *(opened(f"R8-{number:04}") for number in range(cases)))
    await count(worker_engine, opened("R8-0009", desk_id="other"))

    async with web_engine.begin() as connection:
        with noting_statements(web_engine) as asked:
            found = await counts_by_desk(connection, TODAY)

    assert len(asked) == 2
    assert found == {
        "miono": DeskCounts(months=(MonthCount(month=MONTH, received=cases, in_progress=cases),)),
        "other": DeskCounts(months=(MonthCount(month=MONTH, received=1, in_progress=1),)),
    }


async def test_every_end_has_its_column_and_what_was_merged_counts_where_it_went(
    clean: None, worker_engine: AsyncEngine, web_engine: AsyncEngine
) -> None:
    cases = [opened(f"R8-000{number}") for number in range(7)]
    ended = zip(cases, ("declined", "referred", "merged", "withdrawn", "coordination", "implementation"), strict=False)
    ends = [
        recorded(ENDS[end], of=case.aggregate_id, version=5, at=NOVEMBER + timedelta(days=10 + number))
        for number, (case, end) in enumerate(ended)
    ]

    await count(worker_engine, *cases, *ends)
    async with web_engine.begin() as connection:
        found = (await counts_by_desk(connection, TODAY))["miono"]

    assert found == DeskCounts(
        months=(MonthCount(month=MONTH, received=6, in_progress=2, realised=1, declined=1, referred=1, withdrawn=1),),
        spans={2026: Spans(judged=Span(days=11, of=3), realised=Span(days=15, of=1))},
    )


async def test_an_older_copy_of_a_case_changes_nothing(clean: None, worker_engine: AsyncEngine) -> None:
    case_id = new_id()
    newer, older = recorded(ENDS["declined"], of=case_id, version=5), recorded(ENDS["reopened"], of=case_id, version=4)

    await count(worker_engine, newer)
    await count(worker_engine, older)
    async with worker_engine.begin() as connection:
        row = (await connection.execute(text("SELECT version, stage FROM publication.public_case"))).one()

    assert row == (5, "declined")


async def test_only_what_began_and_was_not_given_up_is_realised(
    clean: None, worker_engine: AsyncEngine, web_engine: AsyncEngine
) -> None:
    cases = [opened(f"R8-000{number}") for number in range(5)]
    begun = [
        recorded(
            ImplementationStarted(
                receipt=case.fact.receipt,
                project_id=new_id(),
                form=Cooperation.NONE,
                department="kankyo",
                starts_on=date(2026, 12, 1),
                note_id=new_id(),
            ),
            of=case.aggregate_id,
            version=5,
        )
        for case in cases
    ]
    _, against, early, later, moved = (one.fact.project_id for one in begun)
    facts: list[Recorded[Fact]] = [
        recorded(PilotClosed(number=NUMBER, decision=PilotDecision.NO_GO, text_id=new_id()), of=against),
        recorded(ProjectStopped(number=NUMBER, day=date(2026, 12, 20), text_id=new_id()), of=against),
        recorded(ProjectStopped(number=NUMBER, day=date(2026, 11, 30), text_id=new_id()), of=early),
        recorded(ProjectStopped(number=NUMBER, day=date(2026, 12, 20), text_id=new_id()), of=later),
        recorded(ProjectStarted(number=NUMBER, day=date(2027, 1, 10)), of=moved),
    ]
    for heard in (facts, [*cases, *begun], facts):
        async with worker_engine.begin() as connection:
            await count_cases(heard, work_on(connection, KEYRING))

    seen = []
    async with web_engine.begin() as connection:
        for today in (date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 10)):
            found = (await counts_by_desk(connection, today))["miono"]
            (month,) = found.months
            seen.append((month.realised, month.in_progress, month.declined, found.spans.get(2026, Spans()).realised))

    assert seen == [
        (0, 3, 2, Span()),
        (2, 1, 2, Span(days=9, of=2)),
        (3, 0, 2, Span(days=9, of=3)),
    ]


async def test_no_case_is_nothing_to_write(clean: None, worker_engine: AsyncEngine) -> None:
    async with worker_engine.begin() as connection:
        with noting_statements(worker_engine) as asked:
            await PublicCaseStore(connection).keep([])

    assert asked == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT case_id FROM publication.public_case",
        "SELECT case_id FROM publication.public_project",
        "INSERT INTO publication.public_case SELECT * FROM publication.public_case",
        "SELECT data FROM publication.event_log",
        "DELETE FROM publication.outbox",
        "SELECT body FROM publication.delivery_issue",
        "SELECT event_id FROM publication.handled",
        "SELECT marks FROM publication.public_entry",
        "DELETE FROM publication.public_entry",
        "SELECT sealed FROM routing.document",
    ],
)
async def test_the_public_pages_can_read_sums_and_what_is_shown_and_nothing_else(
    web_engine: AsyncEngine, statement: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with web_engine.begin() as connection:
            await connection.execute(text(statement))
