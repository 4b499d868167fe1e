"""`desk import` on a real database: many lines, a few at a time, and the same list again."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.intake.cli.imports import Brought, take_list
from services.intake.domain.lists.words import UnreadableList
from services.intake.handlers.list_plans import NoSuchPlan
from services.intake.storage.work import Work
from shared.access.actor import Actor, Role
from shared.access.policy import NotAllowed
from shared.database.transactions import Transactions
from shared.scheme.in_force import SchemesInForce
from shared.scheme.model import DeskScheme

DESK = Actor(account_id=uuid4(), user="desk", display_name="窓口 一", roles=frozenset({Role.DESK}), desk_id="miono")
LINES = 120


@pytest.fixture
def brought(scheme: DeskScheme) -> Brought:
    rows = "".join(f"案{number},ことば{number}\n" for number in range(LINES))
    return Brought(
        content=f"提案名,概要\n{rows}".encode(),
        plan="",
        dry_run=False,
        acknowledge=False,
        schemes=SchemesInForce({scheme.desk_id: scheme}),
        gateways={},
    )


async def test_a_list_with_our_own_headings_needs_no_mapping_and_comes_in_once(
    brought: Brought, door_transactions: Transactions[Work], worker_transactions: Transactions[Work]
) -> None:
    tried = await take_list(replace(brought, dry_run=True), DESK, door_transactions)
    done = await take_list(brought, DESK, door_transactions)
    again = await take_list(brought, DESK, door_transactions)

    assert [(one["taken"], one["known"], one["wrong"]) for one in (tried, done, again)] == [
        (LINES, 0, 0),
        (LINES, 0, 0),
        (0, LINES, 0),
    ]
    assert [one["receipt"] for one in done["lines"]] == [one["receipt"] for one in again["lines"]]
    async with worker_transactions.begin() as work:
        assert await work.connection.scalar(text("SELECT count(*) FROM intake.proposal")) == LINES
        assert await work.connection.scalar(text("SELECT count(DISTINCT actor) FROM intake.event_log")) == 1


async def test_only_the_desk_takes_lists_in_and_only_lists_that_can_be_read(
    brought: Brought, door_transactions: Transactions[Work]
) -> None:
    with pytest.raises(NotAllowed):
        await take_list(brought, replace(DESK, roles=frozenset({Role.ADMINISTRATOR})), door_transactions)
    with pytest.raises(NoSuchPlan):
        await take_list(replace(brought, plan="list:なし"), DESK, door_transactions)
    with pytest.raises(UnreadableList):
        await take_list(replace(brought, content="色,形\n赤,丸\n".encode()), DESK, door_transactions)
