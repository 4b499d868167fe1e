"""What was settled once is not compared again for a day; what was not, is."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.balance import Account, Became
from services.operations.handlers.balancing import FULL_EVERY, watch_books_once
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from tests.operations.handlers.test_balancing import NOW, PATIENCE, drawn, line, open_incidents
from tests.operations.rows import failed, run, whole_proposal

LATER = NOW + timedelta(minutes=5)


async def look(by_worker: Transactions[Work], *, after: timedelta = timedelta()) -> None:
    await watch_books_once(by_worker, at=NOW + after, patience=PATIENCE)


async def test_a_look_compares_what_came_since_all_was_settled_and_the_figures_stay_those_of_all(
    by_web: Transactions[Work], by_worker: Transactions[Work], admin: AsyncEngine
) -> None:
    old = await whole_proposal(admin, 1)
    await look(by_worker)
    await run(admin, "DELETE FROM notify.notification WHERE case_id = :id", id=old["case"])
    new = await whole_proposal(admin, 2, at=NOW)
    await run(admin, "DELETE FROM publication.public_case WHERE case_id = :id", id=new["case"])

    found = await drawn(by_web, at=LATER)
    whole = await drawn(by_web, at=LATER, full=True)

    assert [(one.left, one.right, one.missing) for one in found.lines] == [(2, 2, 0)] * 4 + [(2, 1, 1)]
    assert found.lines[0].became == {Became.CASE: 2}
    assert line(whole, Account.NOTICE).lost[0].id == old["case"]


async def test_once_a_day_everything_is_compared(by_worker: Transactions[Work], admin: AsyncEngine) -> None:
    ids = await whole_proposal(admin, 1)
    await look(by_worker)
    await run(admin, "DELETE FROM notify.notification WHERE case_id = :id", id=ids["case"])

    await look(by_worker, after=FULL_EVERY - timedelta(minutes=1))
    before = await open_incidents(admin)
    await look(by_worker, after=FULL_EVERY)
    await look(by_worker, after=FULL_EVERY + timedelta(minutes=1))

    assert before == []
    assert await open_incidents(admin) == [("balance_missing", "notify.staff-inbox")]


async def test_what_was_not_settled_is_looked_at_again_until_it_is(
    by_web: Transactions[Work], by_worker: Transactions[Work], admin: AsyncEngine
) -> None:
    ids = await whole_proposal(admin, 1)
    await run(admin, "DELETE FROM publication.handled")
    await run(admin, "DELETE FROM publication.public_case")
    await failed(admin, "publication.counts", event_id=ids["opened"])
    await look(by_worker)
    await look(by_worker, after=timedelta(hours=3))

    parked = line(await drawn(by_web, at=LATER), Account.COUNTED)
    await run(
        admin,
        "INSERT INTO publication.public_case (case_id, desk_id, fiscal_year, month, stage, version)"
        " VALUES (:id, 'miono', 2026, '2026-11-01', 'open', 1)",
        id=ids["case"],
    )
    arrived = line(await drawn(by_web, at=LATER), Account.COUNTED)
    await look(by_worker, after=timedelta(hours=4))
    await look(by_worker, after=timedelta(hours=5))
    settled = line(await drawn(by_web, at=LATER), Account.COUNTED)

    assert (parked.left, parked.right, parked.parked) == (1, 0, 1)
    assert (arrived.left, arrived.right) == (settled.left, settled.right) == (1, 1)
    assert await run(admin, "SELECT 1 FROM operations.balance_open") == []


async def test_what_a_person_makes_of_a_held_message_counts_at_once(
    by_web: Transactions[Work], by_worker: Transactions[Work], admin: AsyncEngine
) -> None:
    ids = await whole_proposal(admin, 1)
    await run(admin, "DELETE FROM intake.proposal")
    await run(
        admin,
        "INSERT INTO intake.holding (raw_id, desk_id, reason, held_at) VALUES (:id, 'miono', 'unreadable', :at)",
        id=ids["raw"],
        at=NOW,
    )
    await run(admin, "UPDATE intake.raw_message SET outcome = 'held', proposal_id = NULL")
    await look(by_worker)
    await look(by_worker, after=timedelta(hours=2))
    held = line(await drawn(by_web, at=LATER), Account.DOOR)
    await run(admin, "DELETE FROM intake.holding")
    await run(admin, "UPDATE intake.raw_message SET outcome = 'spam'")

    decided = line(await drawn(by_web, at=LATER), Account.DOOR)

    assert (held.left, held.right, held.became) == (1, 1, {Became.HELD: 1})
    assert (decided.left, decided.right, decided.became) == (1, 1, {Became.SPAM: 1})


async def test_a_look_at_the_books_neither_waits_for_the_watch_nor_keeps_it_waiting(
    by_worker: Transactions[Work], admin: AsyncEngine
) -> None:
    await run(admin, "INSERT INTO intake.door_entry VALUES (:id, 'miono', 'mail', :at)", id=uuid4(), at=NOW)

    async with by_worker.begin() as work:
        watches = await work.incidents.watch_alone()
        await look(by_worker, after=timedelta(hours=1))
        found = await open_incidents(admin)
        async with by_worker.begin() as books:
            await books.balance.marks.alone()
            async with by_worker.begin() as second:
                both = (await second.balance.marks.alone(), await second.incidents.watch_alone())

    assert watches
    assert found == [("balance_missing", "intake")]
    assert both == (False, False)
