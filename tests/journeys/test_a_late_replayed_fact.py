"""A fact that is heard late, and again after that, tells nobody what is not true any more, and nothing twice."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.messaging.outbox import shard_of
from tests.journeys.programs import DESK, SECTION, Programs, confirm, tokens
from tests.journeys.test_t06_a_wish_and_three_companies import letters_to, told
from tests.journeys.test_t08_not_viable import proposed
from tests.journeys.test_the_first_path import Town
from tests.waiting import until

PROPOSER, OPERATOR = "okure@replayed.example.jp", "unyo"
READERS = ("notify.staff-inbox", "notify.proposer-mail")
REFERRED = {"office": "磯部市", "contact": "電話 0000-00-0000", "reason": "市の事務であるため。"}
_AGAIN = text(
    "INSERT INTO routing.outbox (event_id, shard, target) SELECT event_id, :shard, reader"
    " FROM routing.event_log CROSS JOIN unnest(CAST(:readers AS text[])) AS reader"
    " WHERE aggregate_id = :case ORDER BY seq DESC"
)
_FORGET = text(
    "DELETE FROM notify.handled WHERE reader = ANY (:readers)"
    " AND event_id IN (SELECT event_id FROM routing.event_log WHERE aggregate_id = :case)"
)
_WAITING = text(
    "SELECT count(*) FROM routing.outbox JOIN routing.event_log USING (event_id) WHERE aggregate_id = :case"
)
_HANDLED = text(
    "SELECT reader || ' ' || event_id FROM notify.handled JOIN routing.event_log USING (event_id)"
    " WHERE reader = ANY (:readers) AND aggregate_id = :case"
)
_WRITTEN = text(
    "SELECT (SELECT count(*) FROM notify.mail_send WHERE case_id = :case)"
    " + (SELECT count(*) FROM notify.notification WHERE case_id = :case)"
)


@pytest.fixture(scope="module")
def programs(town: Town) -> Iterator[Programs]:
    """Let programs act for the desk and a department."""
    with tokens(town, DESK, SECTION, label="遅れた事実") as issued:
        yield issued


@pytest.fixture
async def database(town: Town) -> AsyncIterator[AsyncEngine]:
    """The database of the town, as its owner reads it."""
    engine = create_async_engine(town.environment["DESK_DATABASE_URL"].replace("postgresql:", "postgresql+asyncpg:"))
    yield engine
    await engine.dispose()


def queues(town: Town, what: str) -> list[Any]:
    """Return one figure of the queues of these readers."""
    return [one[what] for one in town.desk("queues")["queues"] if one["reader"] in READERS]


@contextmanager
def standing_still(town: Town) -> Iterator[None]:
    """Let the readers that tell people stand still for a while: what they would hear gathers in their queues."""
    for reader in READERS:
        town.desk("readers", "pause", reader, "--reason", "遅れの確認", "--as", OPERATOR)
    try:
        town.eventually(lambda: not any(queues(town, "consumers")))
        yield
    finally:
        for reader in READERS:
            town.desk("readers", "resume", reader, "--as", OPERATOR)


def told_so_far(programs: Programs, receipt: str) -> tuple[list[str], list[str], list[str]]:
    """Return what stands in both inboxes, and what was written to the proposer."""
    letters = [str(one["Subject"]) for one in letters_to(programs.town, PROPOSER)]
    return sorted(programs.inbox(SECTION, receipt)), sorted(programs.inbox(DESK, receipt)), sorted(letters)


async def test_a_fact_that_comes_late_and_again_tells_nobody_anything_untrue(
    town: Town, programs: Programs, database: AsyncEngine
) -> None:
    receipt, _ = proposed(programs, "遅れて届く知らせ", PROPOSER)
    town.eventually(partial(told, town, PROPOSER, receipt))
    with standing_still(town):
        confirm(programs, receipt)
        programs.do(DESK, receipt, "offer", departments=["suisan"])
        programs.do(DESK, receipt, "refer", **REFERRED)
    town.eventually(partial(told, town, PROPOSER, "磯部市"))
    town.eventually(lambda: not any(queues(town, "depth") + queues(town, "unacked")))
    case: dict[str, Any] = {"readers": list(READERS), "case": await case_id(database, receipt)}
    heard, written = await handled(database, case), await number(database, _WRITTEN, case)
    late = told_so_far(programs, receipt)

    async with database.begin() as connection:
        await connection.execute(_FORGET, case)
        await connection.execute(_AGAIN, case | {"shard": shard_of(case["case"])})

    async def heard_again() -> bool:
        return await number(database, _WAITING, case) == 0 and heard <= await handled(database, case)

    await until(heard_again, seconds=30)
    of_section, _, letters = late
    assert [one for one in of_section if one not in {"case_ended", "offer_recalled"}] == []
    assert len(letters) == 2
    assert (await number(database, _WRITTEN, case), told_so_far(programs, receipt)) == (written, late)


async def case_id(database: AsyncEngine, receipt: str) -> UUID:
    """Return the case of a receipt number."""
    async with database.connect() as connection:
        found: UUID = await connection.scalar(
            text("SELECT case_id FROM routing.desk_case WHERE receipt = :receipt AND desk_id = 'miono'"),
            {"receipt": receipt},
        )
    return found


async def handled(database: AsyncEngine, said: dict[str, Any]) -> set[str]:
    """Return which facts of the case which of the readers has handled."""
    async with database.connect() as connection:
        return set(await connection.scalars(_HANDLED, said))


async def number(database: AsyncEngine, asked: Any, said: dict[str, Any]) -> int:
    """Return what a statement counts."""
    async with database.connect() as connection:
        return int(await connection.scalar(asked, said) or 0)
