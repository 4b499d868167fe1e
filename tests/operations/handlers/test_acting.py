"""A poison message is parked and its neighbours go on; an operator tries again or gives up, and it is recorded."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.delivery import Advice, State, Target
from services.operations.handlers.acting import discard, replay
from services.operations.handlers.seeing import see_delivery
from services.operations.ports import NoSuchDelivery, NotParked, ReasonMissing, ReasonTooLong
from services.operations.storage.work import Work
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.database.transactions import Transactions
from tests.operations.conftest import BAIT, READER, Person, Stage, proposal_received, until

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


async def _acts(admin: AsyncEngine) -> list[Any]:
    async with admin.connect() as connection:
        return list(await connection.execute(text("SELECT * FROM operations.operator_act ORDER BY at")))


async def test_a_poison_message_put_on_a_queue_by_hand_is_parked_and_its_neighbours_go_on(
    stage: Stage, by_web: Transactions[Work]
) -> None:
    await stage.poison(BAIT.encode())
    await stage.tell(proposal_received("R8-0001"), proposal_received("R8-0002"))

    async def neighbours_are_through() -> bool:
        return len(stage.handled) == 2 and await stage.states() == ["parked"]

    await until(neighbours_are_through)
    async with by_web.begin() as work:
        (parked,) = await work.deliveries.parked()
    assert sorted(stage.handled) == ["R8-0001", "R8-0002"]
    assert parked.advice == Advice.UNREADABLE
    assert BAIT not in repr(parked)


async def test_a_parked_delivery_that_is_replayed_is_handled_by_its_reader(
    stage: Stage, by_web: Transactions[Work], person: Person, admin: AsyncEngine
) -> None:
    operator = await person(Role.OPERATOR)
    event_id = await stage.park("R8-0003")
    stage.failing.clear()

    async with by_web.begin() as work:
        after = await replay(work, operator, Target(reader=READER, event_id=event_id), at=NOW)

    async def resolved() -> bool:
        return await stage.states() == ["resolved"]

    await until(resolved)
    (act,) = await _acts(admin)
    assert (after.state, after.replays) == (State.RETRYING, 1)
    assert stage.handled == ["R8-0003"]
    assert (act.act, act.account_id, act.event_id, act.at) == ("replay", operator.account_id, event_id, NOW)
    assert (act.before["state"], act.after["state"]) == ("parked", "retrying")


async def test_a_replay_that_fails_again_is_parked_again(
    stage: Stage, by_web: Transactions[Work], person: Person
) -> None:
    event_id = await stage.park("R8-0004")

    async with by_web.begin() as work:
        await replay(work, await person(Role.OPERATOR), Target(reader=READER, event_id=event_id), at=NOW)

    async def failed_twice() -> bool:
        return [(row.state, row.attempt, row.replays) for row in await stage.issues()] == [("parked", 2, 1)]

    await until(failed_twice)
    assert stage.handled == []


@pytest.mark.parametrize("reason", ["", " \n　"])
async def test_a_discard_needs_a_reason(
    stage: Stage, by_web: Transactions[Work], person: Person, admin: AsyncEngine, reason: str
) -> None:
    event_id = await stage.park("R8-0005")
    operator = await person(Role.OPERATOR)

    with pytest.raises(ReasonMissing):
        async with by_web.begin() as work:
            await discard(work, operator, Target(reader=READER, event_id=event_id), reason=reason, at=NOW)

    assert await stage.states() == ["parked"]
    assert await _acts(admin) == []


async def test_a_reason_has_an_end(by_web: Transactions[Work], person: Person) -> None:
    target = Target(reader=READER, event_id=uuid4())

    with pytest.raises(ReasonTooLong):
        async with by_web.begin() as work:
            await discard(work, await person(Role.OPERATOR), target, reason="長" * 501, at=NOW)


async def test_a_discard_is_recorded_with_its_reason_and_is_final(
    stage: Stage, by_web: Transactions[Work], person: Person
) -> None:
    operator = await person(Role.OPERATOR)
    target = Target(reader=READER, event_id=await stage.park("R8-0006"))

    async with by_web.begin() as work:
        after = await discard(work, operator, target, reason=" 試験のため ", at=NOW)

    async with by_web.begin() as work:
        seen = await see_delivery(work, operator, target)
    with pytest.raises(NotParked):
        async with by_web.begin() as work:
            await replay(work, operator, target, at=NOW)
    assert after.state == State.DISCARDED
    assert [(one.act.value, one.reason, one.by) for one in seen.acts] == [("discard", "試験のため", "試験 operator")]
    assert [(row.closed_by, row.closed_reason) for row in await stage.issues()] == [
        (str(operator.account_id), "試験のため")
    ]


async def test_a_later_copy_of_what_was_discarded_is_not_handled_either(
    stage: Stage, by_web: Transactions[Work], person: Person
) -> None:
    event_id = await stage.park("R8-0008")
    stage.failing.clear()
    async with by_web.begin() as work:
        target = Target(reader=READER, event_id=event_id)
        await discard(work, await person(Role.OPERATOR), target, reason="試験のため", at=NOW)

    await stage.tell_again(event_id)
    await stage.tell(proposal_received("R8-0009"))

    async def the_next_is_through() -> bool:
        return stage.handled != []

    await until(the_next_is_through)
    assert (stage.handled, await stage.states()) == (["R8-0009"], ["discarded"])


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DESK, Role.DEPARTMENT])
async def test_only_an_operator_may_replay_or_discard(by_web: Transactions[Work], person: Person, role: Role) -> None:
    actor = await person(role)
    target = Target(reader=READER, event_id=uuid4())

    async with by_web.begin() as work:
        with pytest.raises(NotAllowed):
            await replay(work, actor, target, at=NOW)
        with pytest.raises(NotAllowed):
            await discard(work, actor, target, reason="理由", at=NOW)


@pytest.mark.parametrize("reader", [READER, "routing.nobody", "pg_catalog.x"])
async def test_a_delivery_that_never_failed_cannot_be_replayed(
    by_web: Transactions[Work], person: Person, reader: str
) -> None:
    actor = await person(Role.OPERATOR)

    with pytest.raises(NoSuchDelivery):
        async with by_web.begin() as work:
            await replay(work, actor, Target(reader=reader, event_id=uuid4()), at=NOW)


@pytest.mark.parametrize(
    "statement", ["UPDATE operations.operator_act SET act = 'replay'", "DELETE FROM operations.operator_act"]
)
async def test_what_an_operator_did_cannot_be_changed_even_by_the_owner(
    stage: Stage, by_web: Transactions[Work], person: Person, admin: AsyncEngine, statement: str
) -> None:
    target = Target(reader=READER, event_id=await stage.park("R8-0007"))
    async with by_web.begin() as work:
        await discard(work, await person(Role.OPERATOR), target, reason="試験のため", at=NOW)

    with pytest.raises(DBAPIError, match="append-only"):
        async with admin.begin() as connection:
            await connection.execute(text(statement))
