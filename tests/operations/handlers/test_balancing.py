"""The balance: both sides come from tables that only facts connect, and what is missing is named."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.balance import Account, Balance, BalanceLine, Became, Patience
from services.operations.handlers.balancing import balance, see_balance, watch_books_once
from services.operations.storage.work import Work
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.database.transactions import Transactions
from tests.operations.conftest import Person
from tests.operations.rows import LONG_AGO, failed, just_now, register, run, whole_proposal

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
GRACE = timedelta(minutes=1)
PATIENCE = Patience(grace=GRACE)


async def drawn(transactions: Transactions[Work], *, at: datetime = NOW, full: bool = False) -> Balance:
    async with transactions.begin() as work:
        return await balance(work, at=at, patience=PATIENCE, full=full)


def line(found: Balance, account: Account) -> BalanceLine:
    return next(one for one in found.lines if one.account is account)


async def open_incidents(admin: AsyncEngine) -> list[tuple[Any, ...]]:
    rows = await run(
        admin, "SELECT cause, coalesce(reader, service) FROM operations.incident WHERE closed_at IS NULL ORDER BY 2"
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("n", [0, 1, 3])
async def test_what_went_all_the_way_is_even(by_web: Transactions[Work], admin: AsyncEngine, n: int) -> None:
    for number in range(n):
        await whole_proposal(admin, number + 1)

    found = await drawn(by_web)

    assert [(one.left, one.right, one.missing, one.unexpected) for one in found.lines] == [(n, n, 0, 0)] * 5
    assert found.even


@pytest.mark.parametrize(
    ("statement", "account", "place"),
    [
        ("DELETE FROM intake.proposal WHERE proposal_id = :id", Account.DOOR, "intake"),
        ("DELETE FROM routing.desk_case WHERE proposal_id = :id", Account.CASE, "routing.cases"),
        ("DELETE FROM notify.mail_send WHERE proposal_id = :id", Account.ACKNOWLEDGEMENT, "notify.proposer-mail"),
    ],
)
async def test_an_outcome_that_is_deleted_is_missing_and_an_incident_until_it_is_back(
    by_web: Transactions[Work],
    by_worker: Transactions[Work],
    admin: AsyncEngine,
    statement: str,
    account: Account,
    place: str,
) -> None:
    ids = [await whole_proposal(admin, number) for number in (1, 2, 3)]
    table = statement.split()[2]
    kept = f"kept_{uuid4().hex}"
    await run(admin, f"CREATE TABLE public.{kept} AS SELECT * FROM {table}")  # noqa: S608 -- our own names

    await run(admin, statement, id=ids[1]["proposal"])
    found = await drawn(by_web)
    await watch_books_once(by_worker, at=NOW, patience=PATIENCE)
    during = await open_incidents(admin)
    await run(
        admin,
        f"INSERT INTO {table} SELECT * FROM public.{kept} WHERE proposal_id = :id",  # noqa: S608 -- our own names
        id=ids[1]["proposal"],
    )
    await run(admin, f"DROP TABLE public.{kept}")
    await watch_books_once(by_worker, at=NOW + GRACE, patience=PATIENCE)

    lost = line(found, account)
    assert (lost.left, lost.right, lost.on_the_way, lost.missing) == (3, 2, 0, 1)
    assert [one.id for one in lost.lost] == [ids[1]["raw" if account is Account.DOOR else "proposal"]]
    assert [one.receipt for one in lost.lost] == [None if account is Account.DOOR else "R8-0002"]
    assert during == [("balance_missing", place)]
    assert await open_incidents(admin) == []
    assert (await drawn(by_web, full=True)).even


@pytest.mark.parametrize(
    ("told", "carried", "standing"),
    [
        (timedelta(minutes=30), "", (1, 1, 0)),
        (timedelta(minutes=61), "", (1, 0, 1)),
        (
            timedelta(days=2),
            "INSERT INTO routing.outbox (event_id, shard) SELECT event_id, 0 FROM routing.event_log",
            (1, 1, 0),
        ),
        (
            timedelta(days=2),
            "UPDATE notify.reader SET paused_at = now(), paused_by = 'x' WHERE name = 'notify.staff-inbox'",
            (1, 1, 0),
        ),
        (timedelta(days=2), "UPDATE notify.reader SET begins_at = now() WHERE name = 'notify.staff-inbox'", (0, 0, 0)),
    ],
    ids=["young", "told long ago", "in the outbox", "reader paused", "reader began later"],
)
async def test_an_unhandled_fact_is_on_its_way_until_it_is_late_or_as_long_as_something_holds_it(
    by_web: Transactions[Work], admin: AsyncEngine, told: timedelta, carried: str, standing: tuple[int, int, int]
) -> None:
    ids = await whole_proposal(admin, 1, at=NOW - told)
    await register(admin, "notify.staff-inbox")
    await run(admin, "UPDATE notify.reader SET begins_at = :at, paused_at = NULL, paused_by = NULL", at=BEGIN)
    await run(admin, "DELETE FROM notify.handled WHERE reader = 'notify.staff-inbox'")
    await run(admin, "DELETE FROM notify.notification WHERE case_id = :id", id=ids["case"])
    if carried:
        await run(admin, carried)

    found = line(await drawn(by_web), Account.NOTICE)

    assert (found.left, found.on_the_way, found.missing, found.right) == (*standing, 0)


async def test_what_is_never_read_is_missing_after_an_hour(by_web: Transactions[Work], admin: AsyncEngine) -> None:
    raw_id = await _message(admin, "pending")

    early = line(await drawn(by_web, at=LONG_AGO + timedelta(minutes=59)), Account.DOOR)
    late = line(await drawn(by_web, at=LONG_AGO + timedelta(minutes=61)), Account.DOOR)

    assert (early.on_the_way, early.missing, early.right) == (1, 0, 0)
    assert (late.on_the_way, late.missing, [one.id for one in late.lost]) == (0, 1, [raw_id])


async def test_a_case_the_desk_need_not_be_told_of_is_settled_only_by_the_record_of_that(
    by_web: Transactions[Work], by_worker: Transactions[Work], admin: AsyncEngine
) -> None:
    ids = await whole_proposal(admin, 1)
    await run(admin, "DELETE FROM notify.notification WHERE case_id = :id", id=ids["case"])
    await run(
        admin, "INSERT INTO notify.untold_case (case_id, event_id) VALUES (:id, :event)", id=ids["case"], event=uuid4()
    )

    decided = line(await drawn(by_web), Account.NOTICE)
    await watch_books_once(by_worker, at=NOW, patience=PATIENCE)
    alarms = await open_incidents(admin)
    await run(admin, "DELETE FROM notify.untold_case WHERE case_id = :id", id=ids["case"])
    lost = line(await drawn(by_web, full=True), Account.NOTICE)

    assert (decided.left, decided.right, decided.missing, decided.unexpected, alarms) == (1, 1, 0, 0, [])
    assert (lost.right, lost.missing) == (0, 1)


@pytest.mark.parametrize(("state", "parked", "discarded"), [("parked", 1, 0), ("discarded", 0, 1)])
async def test_what_a_person_has_seen_stands_apart(
    by_web: Transactions[Work], admin: AsyncEngine, state: str, parked: int, discarded: int
) -> None:
    ids = await whole_proposal(admin, 1)
    await run(admin, "DELETE FROM publication.handled WHERE event_id = :id", id=ids["opened"])
    await run(admin, "DELETE FROM publication.public_case")
    await failed(admin, "publication.counts", event_id=ids["opened"], state=state)

    found = line(await drawn(by_web), Account.COUNTED)

    assert (found.left, found.right, found.parked, found.discarded, found.missing) == (1, 0, parked, discarded, 0)


async def test_what_has_just_come_is_on_its_way(by_web: Transactions[Work], admin: AsyncEngine) -> None:
    await run(admin, "INSERT INTO intake.door_entry VALUES (:id, 'miono', 'mail', :at)", id=uuid4(), at=just_now())

    young = line(await drawn(by_web, at=datetime.now(UTC)), Account.DOOR)
    old = line(await drawn(by_web, at=datetime.now(UTC) + 2 * GRACE), Account.DOOR)

    assert (young.on_the_way, young.missing) == (1, 0)
    assert (old.on_the_way, old.missing, old.lost[0].channel) == (0, 1, "mail")


async def test_every_outcome_of_the_door_has_its_own_figure(by_web: Transactions[Work], admin: AsyncEngine) -> None:
    await whole_proposal(admin, 1)
    first = await _message(admin, "machine")
    await _message(admin, "pending", at=NOW - timedelta(minutes=10))
    for outcome in ("held", "not_for_us", "duplicate", "spam", "reply"):
        await _message(admin, outcome, duplicate_of=first if outcome == "duplicate" else None)

    found = line(await drawn(by_web), Account.DOOR)

    assert found.became == dict.fromkeys(Became, 1)
    assert (found.left, found.right, found.on_the_way, found.missing, found.unexpected) == (8, 7, 1, 0, 0)


async def test_it_says_how_many_wait_in_the_holding_box_and_since_when(
    by_web: Transactions[Work], admin: AsyncEngine
) -> None:
    await _message(admin, "held", at=NOW - timedelta(days=3))
    await _message(admin, "held", at=NOW - timedelta(days=1))

    (box,) = (await drawn(by_web)).held

    assert (box.desk_id, box.count, box.since) == ("miono", 2, NOW - timedelta(days=3))


async def test_an_outcome_nobody_took_in_is_unexpected(by_web: Transactions[Work], admin: AsyncEngine) -> None:
    await whole_proposal(admin, 1)
    await run(admin, "DELETE FROM intake.door_entry")

    found = line(await drawn(by_web), Account.DOOR)

    assert (found.left, found.missing, found.unexpected) == (0, 0, 1)


async def test_a_held_message_without_its_place_in_the_box_is_missing(
    by_web: Transactions[Work], admin: AsyncEngine
) -> None:
    raw_id = await _message(admin, "held")
    await run(admin, "DELETE FROM intake.holding WHERE raw_id = :id", id=raw_id)

    found = line(await drawn(by_web), Account.DOOR)

    assert [one.id for one in found.lost] == [raw_id]


@pytest.mark.parametrize("role", [Role.DESK, Role.DEPARTMENT])
async def test_only_operators_and_administrators_see_the_balance(
    by_web: Transactions[Work], person: Person, role: Role
) -> None:
    actor = await person(role)

    with pytest.raises(NotAllowed):
        async with by_web.begin() as work:
            await see_balance(work, actor, at=NOW, patience=PATIENCE)


async def _message(
    admin: AsyncEngine, outcome: str, *, duplicate_of: UUID | None = None, at: datetime = LONG_AGO
) -> UUID:
    raw_id = uuid4()
    await run(admin, "INSERT INTO intake.door_entry VALUES (:id, 'miono', 'mail', :at)", id=raw_id, at=at)
    await run(
        admin,
        "INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at, size_bytes, sha256, outcome,"
        " duplicate_of) VALUES (:id, 'miono', 'mail', :at, 1, '', :outcome, :duplicate_of)",
        id=raw_id,
        at=at,
        outcome=outcome,
        duplicate_of=duplicate_of,
    )
    if outcome == "held":
        await run(
            admin,
            "INSERT INTO intake.holding (raw_id, desk_id, reason, held_at) VALUES (:id, 'miono', 'unreadable', :at)",
            id=raw_id,
            at=at,
        )
    if outcome == "reply":
        await run(
            admin,
            "INSERT INTO intake.reply (reply_id, raw_id, proposal_id, desk_id, confirmed, attached, received_at)"
            " SELECT :id, :id, proposal_id, 'miono', true, 'address', :at FROM intake.proposal LIMIT 1",
            id=raw_id,
            at=at,
        )
    return raw_id
