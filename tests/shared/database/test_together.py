"""Several callers, one transaction: each gets its own answer, and none loses by another's fault."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.engine import async_url, make_engine
from shared.database.errors import DatabaseAway
from shared.database.together import AT_MOST, AT_MOST_BYTES, Together
from shared.database.transactions import Transactions
from shared.errors import DeskError, Refused
from tests.waiting import until

pytestmark = pytest.mark.service("routing")
ADD = text("INSERT INTO routing.handled (reader, event_id) VALUES ('routing.test-together', :id)")
KEPT = text("SELECT event_id FROM routing.handled WHERE reader = 'routing.test-together'")
KILL = text("SELECT pg_terminate_backend(:pid)")


@dataclass
class Doing:
    """Adds a row for each item; *refused* gets a refusal instead, and the first group waits for *go*."""

    refused: UUID | None = None
    groups: list[int] = field(default_factory=list)
    pids: list[int] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def do(self, items: Sequence[UUID], connection: AsyncConnection) -> list[str | DeskError]:
        self.groups.append(len(items))
        for item in items:
            if item != self.refused:
                await connection.execute(ADD, {"id": item})
        self.pids.append(int(await connection.scalar(text("SELECT pg_backend_pid()")) or 0))
        await self.go.wait()
        return [Refused() if item == self.refused else str(item) for item in items]


def together(engine: AsyncEngine, doing: Doing, *, size: int = 0) -> Together[UUID, str, AsyncConnection]:
    return Together(Transactions(engine, lambda connection: connection), doing.do, bytes_of=lambda _: size)


async def kept(admin: AsyncEngine) -> set[UUID]:
    async with admin.connect() as connection:
        return set(await connection.scalars(KEPT))


async def test_those_who_come_together_share_one_transaction(
    clean: None, worker_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    doing, items = Doing(), [uuid4() for _ in range(3)]
    doing.go.set()
    group = together(worker_engine, doing)

    answers = await asyncio.gather(*(group.do(item) for item in items))

    assert answers == [str(item) for item in items]
    assert (doing.groups, await kept(admin)) == ([3], set(items))


async def test_whoever_comes_while_the_last_one_commits_goes_into_the_next(
    clean: None, worker_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    doing, items = Doing(), [uuid4() for _ in range(4)]
    group = together(worker_engine, doing)
    first = asyncio.create_task(group.do(items[0]))
    await until(lambda: doing.pids)
    later = [asyncio.create_task(group.do(item)) for item in items[1:]]
    before = await kept(admin)

    doing.go.set()
    await asyncio.gather(first, *later)

    assert (before, doing.groups, await kept(admin)) == (set(), [1, 3], set(items))


async def test_a_refusal_is_one_callers_own(clean: None, worker_engine: AsyncEngine, admin: AsyncEngine) -> None:
    good, bad = uuid4(), uuid4()
    doing = Doing(refused=bad)
    doing.go.set()
    group = together(worker_engine, doing)

    answers = await asyncio.gather(group.do(good), group.do(bad), return_exceptions=True)

    assert answers[0] == str(good)
    assert isinstance(answers[1], Refused)
    assert (doing.groups, await kept(admin)) == ([2], {good})


async def test_when_a_group_fails_each_goes_alone_and_only_the_bad_one_fails(
    clean: None, worker_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    known, good, other = uuid4(), uuid4(), uuid4()
    async with admin.begin() as connection:
        await connection.execute(ADD, {"id": known})
    doing = Doing()
    doing.go.set()
    group = together(worker_engine, doing)

    answers = await asyncio.gather(*(group.do(item) for item in (good, known, other)), return_exceptions=True)

    assert isinstance(answers[1], IntegrityError)
    assert (answers[0], answers[2]) == (str(good), str(other))
    assert (doing.groups, await kept(admin)) == ([3, 1, 1, 1], {known, good, other})


async def test_when_nobody_knows_whether_it_was_committed_all_are_told_to_come_again(
    clean: None, worker_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    doing = Doing()
    group = together(worker_engine, doing)
    asked = [asyncio.create_task(group.do(uuid4())) for _ in range(3)]
    await until(lambda: doing.pids)

    async with admin.begin() as connection:
        await connection.execute(KILL, {"pid": doing.pids[0]})
    doing.go.set()
    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(answer) for answer in answers] == [DatabaseAway] * 3
    assert (doing.groups, await kept(admin)) == ([3], set())


async def test_while_the_database_is_away_everybody_is_told_so() -> None:
    nowhere = make_engine(async_url("postgresql://127.0.0.1:1/desk", user="nobody", password="x"), name="test")
    group = together(nowhere, Doing())

    answers = await asyncio.gather(*(group.do(uuid4()) for _ in range(2)), return_exceptions=True)

    assert [type(answer) for answer in answers] == [DatabaseAway] * 2


async def test_a_caller_who_goes_away_does_not_take_the_others_along(
    clean: None, worker_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    doing, items = Doing(), [uuid4() for _ in range(2)]
    group = together(worker_engine, doing)
    gone, stays = (asyncio.create_task(group.do(item)) for item in items)
    await until(lambda: doing.pids)

    gone.cancel()
    doing.go.set()

    assert await stays == str(items[1])
    assert await kept(admin) == set(items)


@pytest.mark.parametrize(
    ("count", "size", "groups"),
    [(AT_MOST + 1, 0, [AT_MOST, 1]), (3, AT_MOST_BYTES + 1, [1, 1, 1]), (3, AT_MOST_BYTES // 2 + 1, [2, 1])],
)
async def test_a_group_ends_before_it_grows_too_large(
    clean: None, worker_engine: AsyncEngine, count: int, size: int, groups: list[int]
) -> None:
    doing = Doing()
    doing.go.set()
    group = together(worker_engine, doing, size=size)

    await asyncio.gather(*(group.do(uuid4()) for _ in range(count)))

    assert doing.groups == groups


async def test_a_cancellation_that_a_library_makes_of_a_lost_connection_is_no_callers_end(
    clean: None, worker_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    class LosesOne(Doing):
        async def do(self, items: Sequence[UUID], connection: AsyncConnection) -> list[str | DeskError]:
            if not self.groups:
                self.groups.append(len(items))
                raise asyncio.CancelledError
            return await super().do(items, connection)

    doing, items = LosesOne(), [uuid4() for _ in range(3)]
    doing.go.set()
    group = together(worker_engine, doing)

    answers = await asyncio.gather(*(group.do(item) for item in items), return_exceptions=True)
    later = await group.do(items[0])

    assert [type(answer) for answer in answers] == [DatabaseAway] * 3
    assert (later, await kept(admin)) == (str(items[0]), {items[0]})
