"""The read log: every look at content is written down in the transaction that shows it."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.access.accounts import actor_by_user
from shared.access.actor import Actor, Role
from shared.access.policy import Action, CaseScope, NotAllowed
from shared.access.reads import require_read
from tests.shared.access.conftest import NOW, House

CASE = CaseScope(desk_id="mirai", offered=frozenset({"1203"}))
CASE_ID = str(uuid4())


async def somebody(house: House, role: Role) -> Actor:
    await house.person("sato", role, department="1203")
    async with house.as_web() as connection:
        return await actor_by_user(connection, "sato", now=NOW)


async def written(house: House) -> list[tuple[object, ...]]:
    async with house.as_owner() as connection:
        rows = await connection.execute(
            text("SELECT account_id, at, desk_id, action, what_id, break_glass FROM access.content_read")
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(("role", "break_glass"), [(Role.DESK, False), (Role.ADMINISTRATOR, True)])
async def test_opening_a_case_is_written_down(house: House, role: Role, break_glass: bool) -> None:
    actor = await somebody(house, role)

    async with house.as_web() as connection:
        await require_read(connection, actor, Action.CASE_OPEN, CASE, what_id=CASE_ID, now=NOW)

    assert await written(house) == [(actor.account_id, NOW, "mirai", "case_open", CASE_ID, break_glass)]


async def test_a_worker_may_write_it_down_too(house: House) -> None:
    actor = await somebody(house, Role.DESK)

    async with house.as_worker() as connection:
        await require_read(connection, actor, Action.MAIL_SEE_RAW, CASE, what_id=CASE_ID, now=NOW)

    assert len(await written(house)) == 1


async def test_reading_the_abstract_by_its_addressee_is_not_logged(house: House) -> None:
    actor = await somebody(house, Role.DEPARTMENT)

    async with house.as_web() as connection:
        await require_read(connection, actor, Action.CASE_SEE_SUMMARY, CASE, what_id=CASE_ID, now=NOW)

    assert await written(house) == []


async def test_what_is_refused_shows_nothing_and_logs_no_read(house: House) -> None:
    actor = await somebody(house, Role.DEPARTMENT)

    async with house.as_web() as connection:
        with pytest.raises(NotAllowed):
            await require_read(connection, actor, Action.CASE_OPEN, CASE, what_id=CASE_ID, now=NOW)

    assert await written(house) == []
