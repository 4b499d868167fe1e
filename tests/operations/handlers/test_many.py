"""Many parked deliveries at once: counted without touching one, then replayed or discarded as one recorded act."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.delivery import Selection, Target
from services.operations.handlers.many import count, discard_many, replay_many
from services.operations.handlers.seeing import see_delivery
from services.operations.ports import NothingParked, ReasonMissing, SelectionTooWide
from services.operations.storage.work import Work
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.database.transactions import Transactions
from tests.operations.conftest import READER, Person, Stage, until
from tests.operations.rows import failed, run

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
GROUP = Selection(reader=READER, cause="NoSuchDesk")
KIND = Selection(type="proposal.received.v1")


async def states(admin: AsyncEngine, schema: str = "routing") -> list[str]:
    rows = await run(admin, f"SELECT state FROM {schema}.delivery_issue ORDER BY state")  # noqa: S608 -- our names
    return [row.state for row in rows]


async def acts(admin: AsyncEngine) -> list[Any]:
    return await run(admin, "SELECT * FROM operations.operator_act ORDER BY at")


@pytest.mark.parametrize("n", [1, 3])
async def test_a_group_is_counted_and_nothing_is_touched(
    by_web: Transactions[Work], person: Person, admin: AsyncEngine, n: int
) -> None:
    for _ in range(n):
        await failed(admin, READER)
    await failed(admin, READER, error_class="Unreadable")
    await failed(admin, "notify.staff-inbox")

    async with by_web.begin() as work:
        counted = await count(work, await person(Role.OPERATOR), GROUP)

    assert (counted.count, dict(counted.by_reader)) == (n, {READER: n})
    assert await states(admin) == ["parked"] * (n + 1)
    assert await acts(admin) == []


async def test_a_kind_is_counted_at_every_reader(
    by_web: Transactions[Work], person: Person, admin: AsyncEngine
) -> None:
    await failed(admin, READER)
    await failed(admin, "notify.proposer-mail", error_class="Unreadable")
    await failed(admin, READER, type="case.opened.v1")

    async with by_web.begin() as work:
        counted = await count(work, await person(Role.ADMINISTRATOR), KIND)

    assert dict(counted.by_reader) == {"notify.proposer-mail": 1, READER: 1}


async def test_a_group_is_replayed_by_its_reader_and_recorded_as_one_act_with_the_ids(
    stage: Stage, by_web: Transactions[Work], person: Person, admin: AsyncEngine
) -> None:
    operator = await person(Role.OPERATOR)
    ids = [await stage.park(f"R8-006{n}") for n in range(3)]
    stage.failing.clear()
    meant = Selection(reader=READER, cause="CannotRead")

    async with by_web.begin() as work:
        counted = await count(work, operator, meant)
        done = await replay_many(work, operator, meant, until=counted.until, at=NOW)

    async def all_resolved() -> bool:
        return await stage.states() == ["resolved"] * 3

    await until(all_resolved)
    (act,) = await acts(admin)
    async with by_web.begin() as work:
        seen = await see_delivery(work, operator, Target(reader=READER, event_id=ids[1]))
    assert done.count == 3
    assert stage.handled == ["R8-0060", "R8-0061", "R8-0062"]
    assert (act.act, act.count, act.event_id, act.account_id) == ("replay", 3, None, operator.account_id)
    assert set(act.after["deliveries"][READER]) == {str(id_) for id_ in ids}
    assert [(line.act.value, line.count, line.by) for line in seen.acts] == [("replay", 3, "試験 operator")]


async def test_many_are_due_one_after_another(by_web: Transactions[Work], person: Person, admin: AsyncEngine) -> None:
    for number in range(4):
        await failed(admin, READER, first_at=NOW + timedelta(seconds=number))
    await failed(admin, "notify.proposer-mail")
    operator = await person(Role.OPERATOR)

    async with by_web.begin() as work:
        await replay_many(work, operator, KIND, until=datetime.now(UTC), at=NOW)

    rows = await run(
        admin,
        "SELECT next_at FROM routing.delivery_issue UNION ALL SELECT next_at FROM notify.delivery_issue ORDER BY 1",
    )
    gaps = [round((b.next_at - a.next_at).total_seconds(), 1) for a, b in pairwise(rows)]
    assert gaps == [0.1, 0.1, 0.1, 0.1]


async def test_what_was_parked_after_the_count_is_not_touched(
    by_web: Transactions[Work], person: Person, admin: AsyncEngine
) -> None:
    operator = await person(Role.OPERATOR)
    await failed(admin, READER)
    async with by_web.begin() as work:
        counted = await count(work, operator, GROUP)
    await failed(admin, READER, last_at=datetime.now(UTC) + timedelta(seconds=5))

    async with by_web.begin() as work:
        done = await replay_many(work, operator, GROUP, until=counted.until, at=NOW)

    assert (counted.count, done.count) == (1, 1)
    assert await states(admin) == ["parked", "retrying"]


async def test_a_group_is_discarded_with_one_reason_and_its_incidents_close(
    by_web: Transactions[Work], person: Person, admin: AsyncEngine
) -> None:
    operator = await person(Role.OPERATOR)
    for _ in range(2):
        await failed(admin, READER)

    async with by_web.begin() as work:
        await discard_many(work, operator, GROUP, until=datetime.now(UTC), reason=" 試験のため ", at=NOW)

    (act,) = await acts(admin)
    rows = await run(admin, "SELECT state, closed_by, closed_reason FROM routing.delivery_issue")
    assert [tuple(row) for row in rows] == [("discarded", str(operator.account_id), "試験のため")] * 2
    assert (act.act, act.count, act.reason) == ("discard", 2, "試験のため")


async def test_a_group_that_is_gone_is_refused(by_web: Transactions[Work], person: Person, admin: AsyncEngine) -> None:
    operator = await person(Role.OPERATOR)

    with pytest.raises(NothingParked):
        async with by_web.begin() as work:
            await replay_many(work, operator, GROUP, until=datetime.now(UTC), at=NOW)

    assert await acts(admin) == []


async def test_everything_there_is_cannot_be_meant(by_web: Transactions[Work], person: Person) -> None:
    operator = await person(Role.OPERATOR)

    async with by_web.begin() as work:
        with pytest.raises(SelectionTooWide):
            await count(work, operator, Selection())
        with pytest.raises(SelectionTooWide):
            await replay_many(work, operator, Selection(), until=NOW, at=NOW)
        with pytest.raises(SelectionTooWide):
            await discard_many(work, operator, KIND, until=NOW, reason="理由", at=NOW)


async def test_a_group_is_not_discarded_without_a_reason(
    by_web: Transactions[Work], person: Person, admin: AsyncEngine
) -> None:
    await failed(admin, READER)
    operator = await person(Role.OPERATOR)

    with pytest.raises(ReasonMissing):
        async with by_web.begin() as work:
            await discard_many(work, operator, GROUP, until=datetime.now(UTC), reason=" ", at=NOW)

    assert await states(admin) == ["parked"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DESK, Role.DEPARTMENT])
async def test_only_an_operator_acts_on_many(by_web: Transactions[Work], person: Person, role: Role) -> None:
    actor = await person(role)

    async with by_web.begin() as work:
        with pytest.raises(NotAllowed):
            await replay_many(work, actor, GROUP, until=NOW, at=NOW)
        with pytest.raises(NotAllowed):
            await discard_many(work, actor, GROUP, until=NOW, reason="理由", at=NOW)
