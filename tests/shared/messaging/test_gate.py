import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import Missing
from shared.events import CaseOpened, Fact, Recorded
from shared.messaging.collector import Collector
from shared.messaging.consume import Consumers
from shared.messaging.gate import sort_out
from shared.messaging.issues import Incoming, Issues, IssueState
from shared.messaging.reader import Reader
from tests.shared.messaging.conftest import TABLES, Broker, House, do, incoming, recorded
from tests.waiting import until, until_ended

CASE, OTHER = uuid4(), uuid4()
POISON = "R8-6666"


def facts(*versions: int, about: UUID = CASE) -> list[Recorded[Fact]]:
    return [recorded(about=about, version=version) for version in versions]


def poison(about: UUID, version: int) -> Recorded[Fact]:
    fact = recorded(about=about, version=version)
    return recorded(fact.fact.model_copy(update={"receipt": POISON}), about=about, version=version)


def versions(sorted_: Sequence[Recorded[Fact]]) -> list[int]:
    return [fact.aggregate_version for fact in sorted_]


def test_versions_that_came_in_any_order_follow_in_their_own() -> None:
    turn = sort_out(facts(3, 1, 2), {CASE: 0})

    assert versions(turn.following) == [1, 2, 3]
    assert turn.reached == {CASE: 3}


def test_what_is_older_than_the_position_is_old_news() -> None:
    turn = sort_out(facts(2, 4), {CASE: 3})

    assert (versions(turn.behind), versions(turn.following)) == ([2], [4])


def test_a_gap_names_the_version_that_must_come_first_and_holds_only_its_aggregate() -> None:
    gap, other = facts(3, 4), facts(1, about=OTHER)

    turn = sort_out([*gap, *other], {CASE: 1, OTHER: 0})

    assert turn.waiting == {gap[0].id: 2, gap[1].id: 2}
    assert (list(turn.following), turn.reached) == (other, {OTHER: 1})


def test_aggregates_keep_the_order_in_which_they_came() -> None:
    turn = sort_out([*facts(2), *facts(1, about=OTHER), *facts(1)], {CASE: 0, OTHER: 0})

    assert [fact.aggregate_id for fact in turn.following] == [CASE, OTHER, CASE]
    assert versions(turn.following) == [1, 1, 2]


def test_a_version_a_person_discarded_is_stepped_over() -> None:
    turn = sort_out(facts(4), {CASE: 1}, frozenset({(CASE, 2), (CASE, 3), (OTHER, 9)}))

    assert turn.reached == {CASE: 4}


def test_the_first_fact_after_an_estimated_position_follows_whatever_its_number() -> None:
    turn = sort_out(facts(7, 2, 5), {CASE: -3})

    assert (versions(turn.behind), versions(turn.following)) == ([2], [5])
    assert list(turn.waiting.values()) == [6]
    assert turn.reached == {CASE: 5}


def gated(name: str = "routing.test-gated", *, failures: int = 0) -> Reader[AsyncConnection]:
    """Return a reader that says version after version, and fails on poison the first *failures* times."""
    reader: Reader[AsyncConnection] = Reader(name, purpose="試験用", gated=True)
    left = [Missing()] * failures

    @reader.hears(CaseOpened)
    async def when_a_case_moves_say_its_version(fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        await do(work, f"{fact.aggregate_id}/{fact.aggregate_version}")
        if fact.fact.receipt == POISON and left:
            raise left.pop()

    return reader


@asynccontextmanager
async def settling(reader: Reader[AsyncConnection], house: House) -> AsyncIterator[Collector[AsyncConnection]]:
    collector = Collector(reader, TABLES, house.transactions, ladder=(0,))
    task = asyncio.create_task(collector.run())
    try:
        yield collector
    finally:
        await until_ended(task)


async def take(collector: Collector[AsyncConnection], *messages: Incoming) -> None:
    """Hand over as one batch."""
    await asyncio.gather(*(collector.take(message) for message in messages))


async def take_due(collector: Collector[AsyncConnection], house: House) -> int:
    """Hand over what is due, as the retry loop does, and return how many that were."""
    async with house.engine.begin() as connection:
        due = await Issues(connection, TABLES).claim_due([collector.reader.name], 50)
    await asyncio.gather(*(collector.take_again(one.incoming, alone=one.suspect) for one in due))
    return len(due)


async def said(house: House, about: UUID = CASE) -> list[int]:
    return [int(one.split("/")[1]) for one in await house.done() if one.startswith(str(about))]


async def states(house: House) -> list[tuple[int, str, int | None]]:
    rows = await house.rows(
        "SELECT aggregate_version, state, waiting_for FROM routing.delivery_issue ORDER BY aggregate_version"
    )
    return [(row["aggregate_version"], row["state"], row["waiting_for"]) for row in rows]


async def test_reordered_versions_in_one_batch_apply_in_order(house: House) -> None:
    async with settling(gated(), house) as collector:
        await take(collector, *map(incoming, facts(3, 2, 1)))

    assert await said(house) == [1, 2, 3]
    assert await states(house) == []


async def test_a_gap_waits_and_is_not_handled_while_other_cases_go_on(house: House) -> None:
    early, other = facts(2)[0], facts(1, 2, about=OTHER)
    async with settling(gated(), house) as collector:
        await take(collector, incoming(early), *map(incoming, other))

    handled = {row["event_id"] for row in await house.rows("SELECT event_id FROM routing.handled")}
    assert (await said(house), await said(house, OTHER)) == ([], [1, 2])
    assert await states(house) == [(2, "waiting", 1)]
    assert handled == {fact.id for fact in other}


async def test_what_waited_is_due_at_once_when_the_gap_closes_and_applies_in_order(house: House) -> None:
    first, *later = facts(1, 4, 2, 3)
    async with settling(gated(), house) as collector:
        for fact in later:
            await take(collector, incoming(fact))
        before = await take_due(collector, house)
        await take(collector, incoming(first))
        taken = await take_due(collector, house)

    assert (before, taken) == (0, 3)
    assert await said(house) == [1, 2, 3, 4]
    assert [state for _, state, _ in await states(house)] == ["resolved"] * 3


async def test_in_a_consumer_what_waited_follows_at_once_when_the_gap_closes(
    house: House, broker: Broker, amqp_url: str
) -> None:
    reader = gated()
    first, second = facts(1, 2)
    # A consumer that would look for retries once an hour.
    consumers = Consumers([reader], TABLES, house.transactions, amqp_url=amqp_url, prefetch=10, retry_poll_seconds=3600)
    async with broker.queue_of(reader), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(consumers.run())
        await broker.send(reader, incoming(second))
        await until(lambda: _stands(house, [(2, "waiting", 1)]))

        await broker.send(reader, incoming(first))

        await until(lambda: _stands(house, [(2, "resolved", None)]))
        running.cancel()

    assert await said(house) == [1, 2]


async def _stands(house: House, expected: list[tuple[int, str, int | None]]) -> bool:
    return await states(house) == expected


async def test_waiting_versions_that_are_tried_apart_still_apply_in_order(house: House) -> None:
    first, second, third = (incoming(fact) for fact in facts(1, 2, 3))
    async with settling(gated(), house) as collector:
        await take(collector, second, third)
        await take(collector, first)
        await take(collector, third)
        waits = await states(house)
        await take(collector, second)
        await take_due(collector, house)

    assert waits == [(2, "retrying", None), (3, "waiting", 2)]
    assert await said(house) == [1, 2, 3]


async def test_copies_and_old_versions_are_acknowledged_and_do_nothing(house: House) -> None:
    one, two = facts(1, 2)
    unheard = recorded(about=CASE, version=1)
    async with settling(gated(), house) as collector:
        await take(collector, incoming(one), incoming(one), incoming(two))
        await take(collector, incoming(two), incoming(unheard))

    assert await said(house) == [1, 2]
    assert len(await house.rows("SELECT 1 FROM routing.handled")) == 3
    assert await states(house) == []


async def test_one_poison_in_a_batch_holds_its_own_case_until_it_succeeds(house: House) -> None:
    bad, behind, other = poison(CASE, 1), facts(2)[0], facts(1, 2, about=OTHER)
    async with settling(gated(failures=2), house) as collector:
        await take(collector, incoming(other[0]), incoming(bad), incoming(behind), incoming(other[1]))
        held = (await said(house), await said(house, OTHER), await states(house))
        tried = await take_due(collector, house)
        released = await take_due(collector, house)

    assert held == ([], [1, 2], [(1, "retrying", None), (2, "waiting", 1)])
    assert (tried, released) == (1, 1)
    assert await said(house) == [1, 2]


async def test_a_discarded_version_no_longer_holds_what_waits_for_it(house: House) -> None:
    async with settling(gated(failures=1000), house) as collector:
        await take(collector, incoming(poison(CASE, 1)), incoming(facts(2)[0]))
        async with house.admin.begin() as connection:
            await connection.execute(
                text("UPDATE routing.delivery_issue SET state = 'discarded' WHERE aggregate_version = 1")
            )
            await connection.execute(
                text("UPDATE routing.delivery_issue SET next_at = clock_timestamp() WHERE state = 'waiting'")
            )
        await take_due(collector, house)

    assert await said(house) == [2]
    assert await states(house) == [(1, "discarded", None), (2, "resolved", None)]


@pytest.mark.parametrize(("hours", "state"), [(23, IssueState.WAITING), (25, IssueState.PARKED)])
async def test_a_gap_that_stays_for_a_day_is_parked_with_what_is_missing(
    house: House, hours: int, state: IssueState
) -> None:
    async with settling(gated(), house) as collector:
        await take(collector, incoming(facts(3)[0]))
        async with house.admin.begin() as connection:
            await connection.execute(
                text(
                    "UPDATE routing.delivery_issue SET next_at = clock_timestamp(),"
                    " first_at = clock_timestamp() - make_interval(hours => :hours)"
                ),
                {"hours": hours},
            )
        await take_due(collector, house)

    issue = await house.issue()
    assert (issue["state"], issue["waiting_for"], issue["attempt"]) == (state, 1, 0)
    assert (issue["next_at"] is None) == (state is IssueState.PARKED)
    assert issue["error"].startswith("version 1 of its aggregate did not") == (state is IssueState.PARKED)


async def test_two_processes_with_one_case_apply_each_version_once_and_in_order(house: House) -> None:
    messages = [incoming(fact) for fact in facts(*range(1, 31))]
    async with settling(gated(), house) as one, settling(gated(), house) as other:
        await asyncio.gather(
            *(one.take(message) for message in messages[::2]), *(other.take(message) for message in messages[1::2])
        )
        while await take_due(one, house):
            pass

    assert await said(house) == list(range(1, 31))
