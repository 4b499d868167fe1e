"""Who sees which rows: the policies of all that belongs to a case say what may_see() says, and no more to a link."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.handlers.opening import open_cases
from shared.access.actor import Actor, Role
from shared.database.transactions import DatabaseActor, set_actor
from shared.events import ProposerKind
from tests.routing.conftest import FOREST, NOW, OFFICER, TOURISM, TRAFFIC, House, person, seen_as
from tests.routing.municipal import BAY, HILL, do, invited
from tests.routing.returning import returned

OF_A_CASE = (
    "desk_case",
    "case_access",
    "case_together",
    "offer",
    "case_history",
    "case_words",
    "case_clock",
    "question",
    "offer_look",
)
NAMES = ("offered", "taken_up", "returned", "wish", "elsewhere")
READERS = {
    "desk": seen_as(OFFICER),
    "administrator": seen_as(person(Role.ADMINISTRATOR)),
    "took_up": seen_as(FOREST),
    "returned": seen_as(TOURISM),
    "proposing": seen_as(TRAFFIC),
    "not_asked": seen_as(person(Role.DEPARTMENT, "old")),
    "no_department": seen_as(person(Role.DEPARTMENT)),
    "operator": seen_as(person(Role.OPERATOR)),
    "desk_elsewhere": seen_as(person(Role.DESK, desk="another")),
    "department_elsewhere": seen_as(person(Role.DEPARTMENT, "shinrin", desk="another")),
    "no_staff": replace(seen_as(OFFICER), kind="door"),
    "no_staff_of_a_department": replace(seen_as(FOREST), kind="proposer"),
    "empty": DatabaseActor(),
    "link_of_nothing": replace(seen_as(OFFICER), kind="addressee"),
    "answer_to_nothing": replace(seen_as(FOREST), kind="answering"),
}
SEEN = {
    "desk": {"offered", "taken_up", "returned", "wish"},
    "administrator": {"offered", "taken_up", "returned", "wish"},
    "took_up": {"offered", "taken_up"},
    "returned": {"offered"},
    "proposing": {"wish"},
    "desk_elsewhere": {"elsewhere"},
    "department_elsewhere": {"elsewhere"},
}


@pytest.fixture
async def cases(house: House) -> dict[UUID, str]:
    """Open five cases: asked of two, taken up, returned, wished for by a department, and of another desk."""
    await house.offered("shinrin", "kanko", receipt="R8-0001")
    await house.offered("shinrin", receipt="R8-0002")
    await house.taken_up(FOREST, "R8-0002")
    await house.offered("kanko", receipt="R8-0003")
    await returned(house, "kanko", "shinrin", receipt="R8-0003")
    told = await house.proposal(receipt="R8-0004")
    wish = {"proposer_kind": ProposerKind.DEPARTMENT, "department": "kotsu"}
    async with house.worker.begin() as work:
        await open_cases([replace(told, fact=told.fact.model_copy(update=wish))], work, at=NOW)
    await house.offered("shinrin", receipt="R8-0005")
    async with house.admin.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("desk_case", "case_access"):
            await connection.execute(
                text(
                    f"UPDATE routing.{table} SET desk_id = 'another' WHERE case_id ="  # noqa: S608 - our names
                    " (SELECT case_id FROM routing.desk_case WHERE receipt = 'R8-0005')"
                )
            )
    rows = await house.rows("SELECT case_id FROM routing.desk_case ORDER BY receipt")
    return {row["case_id"]: name for row, name in zip(rows, NAMES, strict=True)}


async def rows_of(connection: AsyncConnection, table: str) -> list[UUID]:
    """Return the case of each row there is."""
    return list((await connection.execute(text(f"SELECT case_id FROM routing.{table} ORDER BY 1"))).scalars())  # noqa: S608 - our names


async def test_each_reader_sees_the_rows_of_their_cases_and_of_no_other(house: House, cases: dict[UUID, str]) -> None:
    wrong = []
    async with house.admin.connect() as admin:
        there = {table: await rows_of(admin, table) for table in OF_A_CASE}
        for name, reader in READERS.items():
            await set_actor(admin, reader)
            may = set(
                (
                    await admin.execute(text("SELECT case_id FROM routing.desk_case WHERE routing.may_see(case_id)"))
                ).scalars()
            )
            if {cases[one] for one in may} != SEEN.get(name, set()):
                wrong.append((name, "may_see"))
            async with house.web.engine.begin() as web:
                await set_actor(web, reader)
                seen = {table: await rows_of(web, table) for table in OF_A_CASE}
            may_be = {table: [one for one in there[table] if one in may] for table in OF_A_CASE}
            wrong += [(name, table) for table in OF_A_CASE if seen[table] != may_be[table]]

    assert wrong == []
    assert all(there[table] for table in ("desk_case", "case_access", "offer", "case_history", "case_clock"))


async def test_without_an_actor_nothing_is_seen(house: House, cases: dict[UUID, str]) -> None:
    async with house.web.engine.connect() as web:
        seen = [await rows_of(web, table) for table in OF_A_CASE]

    assert seen == [[] for _ in OF_A_CASE]


async def test_a_link_sees_its_case_and_of_what_belongs_to_it_only_the_offer(
    house: House, cases: dict[UUID, str]
) -> None:
    by_name = {name: case_id for case_id, name in cases.items()}
    async with house.admin.begin() as connection:
        offer_id = await connection.scalar(
            text(
                "INSERT INTO routing.offer (offer_id, case_id, party_id, lead, due, state) SELECT gen_random_uuid(),"
                " :case, gen_random_uuid(), lead, due, 'asked' FROM routing.offer LIMIT 1 RETURNING offer_id"
            ),
            {"case": by_name["offered"]},
        )

    seen = {}
    async with house.web.engine.begin() as web:
        await set_actor(web, replace(seen_as(OFFICER), kind="addressee", offer=offer_id))
        for table in OF_A_CASE:
            seen[table] = {cases[one] for one in await rows_of(web, table)}

    assert seen == {table: set() for table in OF_A_CASE} | {"desk_case": {"offered"}, "offer": {"offered"}}


async def test_the_database_says_of_which_desk_a_row_of_access_is(house: House, cases: dict[UUID, str]) -> None:
    async with house.web.begin(seen_as(FOREST)) as work:
        await work.connection.execute(text("UPDATE routing.case_access SET desk_id = 'another'"))
        desks = (
            (await work.connection.execute(text("SELECT DISTINCT desk_id FROM routing.case_access"))).scalars().all()
        )

    assert desks == ["miono"]


async def test_a_department_cannot_widen_its_sight_by_a_row_of_another_case(
    house: House, cases: dict[UUID, str]
) -> None:
    returned_case = next(case_id for case_id, name in cases.items() if name == "returned")

    with pytest.raises(DBAPIError, match="row-level security"):
        await _take(house, returned_case)


async def _take(house: House, case_id: UUID) -> None:
    async with house.web.begin(seen_as(FOREST)) as work:
        await work.connection.execute(
            text("UPDATE routing.case_access SET case_id = :case WHERE department = 'shinrin'"), {"case": case_id}
        )


async def test_a_guest_sees_the_rows_of_its_part_only_while_it_takes_part(house: House) -> None:
    await invited(house, "shi-bay")
    await do(house, BAY, "join")
    during = await _seen_by(house, BAY)

    await do(house, BAY, "leave", reason="都合により")

    after = await _seen_by(house, BAY)
    assert {table for table, count in during.items() if count} == {
        "desk_case",
        "offer",
        "case_history",
        "case_clock",
        "case_member",
    }
    assert {table for table, count in after.items() if count} == {"desk_case", "case_history", "case_member"}
    assert (after["case_history"], await _seen_by(house, HILL)) == (3, dict.fromkeys(after, 0))


async def _seen_by(house: House, guest: Actor) -> dict[str, int]:
    async with house.web.begin(seen_as(guest)) as work:
        return {table: len(await rows_of(work.connection, table)) for table in (*OF_A_CASE, "case_member")}
