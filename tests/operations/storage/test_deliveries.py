"""What is parked is counted whole and shown by cause, however much one cause has parked."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.delivery import by_cause, by_kind
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from tests.operations.rows import LONG_AGO, failed


async def park(admin: AsyncEngine, n: int, cause: str, *, later: int = 0, type_: str = "proposal.received.v1") -> None:
    for number in range(n):
        at = LONG_AGO + timedelta(minutes=number + later)
        await failed(admin, "routing.cases", error_class=cause, first_at=at, last_at=at, type=type_)


async def test_a_newer_cause_is_shown_behind_more_of_an_older_one_than_are_listed(
    by_web: Transactions[Work], admin: AsyncEngine
) -> None:
    await park(admin, 5, "NoSuchDesk")
    await park(admin, 1, "Unreadable", later=60)

    async with by_web.begin() as work:
        shown = await work.deliveries.parked(limit=3)
        groups = by_cause(shown, await work.deliveries.parked_counts())

    assert [(one.error_class, one.first_at) for one in shown] == [
        ("NoSuchDesk", LONG_AGO),
        ("NoSuchDesk", LONG_AGO + timedelta(minutes=1)),
        ("Unreadable", LONG_AGO + timedelta(minutes=60)),
    ]
    assert [(one.error_class, one.count, one.unshown, one.failures) for one in groups] == [
        ("NoSuchDesk", 5, 3, 40),
        ("Unreadable", 1, 0, 8),
    ]


async def test_counts_by_cause_and_by_kind_are_of_all_that_is_parked(
    by_web: Transactions[Work], admin: AsyncEngine
) -> None:
    await park(admin, 3, "NoSuchDesk")
    await park(admin, 2, "NoSuchDesk", later=5, type_="case.opened.v1")

    async with by_web.begin() as work:
        groups = by_cause(await work.deliveries.parked(limit=1), await work.deliveries.parked_counts())

    assert [(one.count, len(one.deliveries), one.since) for one in groups] == [(5, 1, LONG_AGO)]
    assert [(meant.type, n) for meant, n in by_kind(groups)] == [("proposal.received.v1", 3), ("case.opened.v1", 2)]


async def test_only_the_oldest_of_each_cause_are_named_to_the_watch(
    by_web: Transactions[Work], admin: AsyncEngine
) -> None:
    await park(admin, 4, "NoSuchDesk")
    await park(admin, 1, "Unreadable", later=60)

    async with by_web.begin() as work:
        found = await work.deliveries.parked_ids(of_each_cause=2)
        oldest = [one.event_id for one in await work.deliveries.parked(limit=3)]

    assert sorted(event_id for _, event_id, _ in found) == sorted(oldest)
