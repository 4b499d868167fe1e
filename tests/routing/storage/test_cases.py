from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.routing.domain.history import GENESIS, Entry, chain
from services.routing.domain.stage import Stage
from services.routing.domain.transitions import STAGE_CHANGES
from services.routing.ports import ChangedMeanwhile, NoSuchCase, Told
from shared.access.actor import Actor, Role
from shared.database.transactions import DatabaseActor
from shared.events import AccessChanged
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, TOURISM, TRAFFIC, House, person, seen_as

GUARDED = ("desk_case", "case_access", "offer", "case_history", "case_words")


async def checked(house: House) -> bytes:
    """Go along the history as an outsider would, and return the last hash; fail where the chain is broken."""
    head = GENESIS
    for row in await house.rows("SELECT * FROM routing.case_history ORDER BY version"):
        entry = Entry(**{name: row[name] for name in Entry.__slots__})
        head = chain(head, entry)
        assert head == row["hash"], f"broken at version {row['version']}"
    return head


async def test_the_history_of_a_case_can_be_checked_from_its_rows(house: House) -> None:
    await house.offered("shinrin", "kanko")
    await house.taken_up(FOREST)

    head = await checked(house)

    assert [row["head_hash"] for row in await house.rows("SELECT head_hash FROM routing.desk_case")] == [head]


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE routing.case_history SET actor = 'account:another' WHERE version = 2",
        "UPDATE routing.case_history SET rule_version = 'miono:9' WHERE version = 2",
        "UPDATE routing.case_history SET occurred_at = occurred_at - interval '1 second' WHERE version = 3",
        """UPDATE routing.case_history SET data = jsonb_set(data, '{department}', '"kotsu"') WHERE version = 4""",
        "DELETE FROM routing.case_history WHERE version = 3",
    ],
)
async def test_a_tampered_history_is_found(house: House, tamper: str) -> None:
    await house.offered("shinrin")
    async with house.admin.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(tamper))

    with pytest.raises(AssertionError, match="broken at version"):
        await checked(house)


@pytest.mark.parametrize(
    "statement", ["UPDATE routing.case_history SET actor = 'x'", "DELETE FROM routing.case_history"]
)
async def test_not_even_an_administrator_changes_the_history_in_passing(house: House, statement: str) -> None:
    await house.opened()

    async with house.admin.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text(statement))


async def test_the_database_allows_the_ways_of_the_domain_and_no_other(house: House) -> None:
    await house.opened()
    allowed = set()
    async with house.admin.connect() as connection:
        for start in Stage:
            for end in Stage:
                await connection.execute(text("SET LOCAL session_replication_role = replica"))
                await connection.execute(text("UPDATE routing.desk_case SET stage = :stage"), {"stage": start})
                await connection.execute(text("SET LOCAL session_replication_role = origin"))
                step = await connection.begin_nested()
                try:
                    await connection.execute(
                        text("UPDATE routing.desk_case SET stage = :stage, version = version + 1"), {"stage": end}
                    )
                except DBAPIError:
                    await step.rollback()
                else:
                    await step.commit()
                    allowed.add((start, end))

    assert {pair for pair in allowed if pair[0] is not pair[1]} == STAGE_CHANGES
    assert {pair for pair in allowed if pair[0] is pair[1]} == {(stage, stage) for stage in Stage}


async def test_a_version_never_goes_back(house: House) -> None:
    await house.opened()

    async with house.admin.connect() as connection:
        with pytest.raises(DBAPIError, match="version only grows"):
            await connection.execute(text("UPDATE routing.desk_case SET confirmed = true"))


async def visible(house: House, actor: DatabaseActor | None) -> dict[str, int]:
    """Count what the pages of *actor* can see of each table."""
    counts = {}
    for table in GUARDED:
        async with house.web.engine.begin() as connection:
            if actor is not None:
                await connection.execute(
                    text(
                        "SELECT set_config('desk.kind', :kind, true), set_config('desk.desk', :desk, true),"
                        " set_config('desk.roles', :roles, true), set_config('desk.department', :department, true)"
                    ),
                    {
                        "kind": actor.kind,
                        "desk": actor.desk,
                        "roles": ",".join(actor.roles),
                        "department": actor.department,
                    },
                )
            counts[table] = int(
                await connection.scalar(text(f"SELECT count(DISTINCT case_id) FROM routing.{table}")) or 0  # noqa: S608 - our names
            )
    return counts


@pytest.mark.parametrize(
    ("actor", "cases"),
    [
        (seen_as(OFFICER), 2),
        (seen_as(person(Role.ADMINISTRATOR)), 2),
        (seen_as(FOREST), 2),
        (seen_as(TOURISM), 1),
        (seen_as(TRAFFIC), 0),
        (seen_as(person(Role.DEPARTMENT)), 0),
        (seen_as(person(Role.OPERATOR)), 0),
        (seen_as(person(Role.DESK, desk="another")), 0),
        (seen_as(person(Role.DEPARTMENT, "shinrin", desk="another")), 0),
        (replace(seen_as(OFFICER), kind="door"), 0),
        (replace(seen_as(OFFICER), kind="proposer"), 0),
        (DatabaseActor(), 0),
        (None, 0),
    ],
    ids=[
        "desk",
        "administrator",
        "asked_twice",
        "asked_once",
        "not_asked",
        "no_department",
        "operator",
        "other_desk",
        "department_of_another_desk",
        "door",
        "proposer",
        "empty",
        "nobody",
    ],
)
async def test_a_person_sees_only_the_cases_they_may(house: House, actor: DatabaseActor | None, cases: int) -> None:
    await house.offered("shinrin", receipt="R8-0012")
    await house.offered("shinrin", "kanko", receipt="R8-0013")

    assert await visible(house, actor) == dict.fromkeys(GUARDED, cases)


async def test_a_department_cannot_give_itself_a_case(house: House) -> None:
    await house.offered("shinrin")
    (case,) = await house.rows("SELECT case_id FROM routing.desk_case")

    with pytest.raises(DBAPIError, match="row-level security"):
        await _grant(house, TRAFFIC, case["case_id"])


async def _grant(house: House, actor: Actor, case_id: UUID) -> None:
    async with house.web.begin(seen_as(actor)) as work:
        await work.connection.execute(
            text("INSERT INTO routing.case_access VALUES (:case, :department, true)"),
            {"case": case_id, "department": actor.department},
        )


async def test_a_case_of_another_department_is_missing_not_forbidden(house: House) -> None:
    await house.offered("shinrin")

    for actor, receipt in ((TRAFFIC, "R8-0012"), (OFFICER, "R8-9999")):
        with pytest.raises(NoSuchCase):
            await _get(house, actor, receipt)


async def _get(house: House, actor: Actor, receipt: str) -> None:
    async with house.web.begin(seen_as(actor)) as work:
        await work.cases.get(DESK, receipt)


async def test_saving_over_a_newer_version_is_refused(house: House) -> None:
    await house.opened()
    async with house.worker.begin() as work:
        case = await work.cases.get(DESK, "R8-0012")
    stale = replace(case, version=0)
    told = Told(actor="test", at=NOW)
    facts: list[Any] = [AccessChanged(offered=(), taken_up=())]

    with pytest.raises(ChangedMeanwhile):
        await _save(house, stale, facts, told)


async def _save(house: House, stale: Any, facts: list[Any], told: Told) -> None:
    async with house.worker.begin() as work:
        await work.cases.save(stale, replace(stale, version=1), facts, told)
