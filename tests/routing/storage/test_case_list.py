"""The list of cases as the desk and a department read it, however many there are."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from services.routing.domain.stage import Stage
from services.routing.storage.case_filter import CaseFilter, CaseOrder, OfficerWanted
from services.routing.storage.case_list import listed_cases
from services.routing.web.access import reader_of
from shared.access.actor import Actor, Role
from shared.events import Direction, ProposerKind
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, TOURISM, TRAFFIC, House, person, seen_as
from tests.routing.returning import returned
from tests.statements import noting_statements

TODAY = NOW.date()


async def receipts(house: House, actor: Actor, wanted: CaseFilter, today: date = TODAY) -> list[str]:
    """Return the numbers of the cases an actor is shown."""
    async with house.web.begin(seen_as(actor)) as work:
        return [line.receipt for line in (await work.queries.cases(wanted, reader_of(actor), today)).lines]


async def three_cases(house: House) -> None:
    """Open three cases; the first was offered and taken up, the second offered."""
    await house.offered("shinrin", "kanko", receipt="R8-0001", title="森の渡し船")
    await house.taken_up(FOREST, "R8-0001")
    await house.offered("kanko", receipt="R8-0002", title="観光 100% バス")
    await house.opened(receipt="R8-0003", title="別の提案")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CaseFilter(), ["R8-0003", "R8-0002", "R8-0001"]),
        (CaseFilter(stage=(Stage.OFFERED, Stage.REVIEWING)), ["R8-0002", "R8-0001"]),
        (CaseFilter(direction=Direction.TO_PARTIES), []),
        (CaseFilter(proposer_kind=ProposerKind.COMPANY, stage=(Stage.RECEIVED,)), ["R8-0003"]),
        (CaseFilter(asked="kanko"), ["R8-0002", "R8-0001"]),
        (CaseFilter(lead="kanko"), ["R8-0002"]),
        (CaseFilter(officer=OfficerWanted.MINE), ["R8-0002", "R8-0001"]),
        (CaseFilter(officer=OfficerWanted.NOBODY), ["R8-0003"]),
        (CaseFilter(unled=True), []),
        (CaseFilter(overdue=True), []),
        (CaseFilter(words="観光 100%"), ["R8-0002"]),
        (CaseFilter(words="バス_"), []),
        (CaseFilter(opened_from=TODAY, opened_until=TODAY), ["R8-0003", "R8-0002", "R8-0001"]),
        (CaseFilter(opened_from=TODAY + timedelta(days=1)), []),
        (CaseFilter(opened_until=date.max), ["R8-0003", "R8-0002", "R8-0001"]),
        (CaseFilter(limit=1), ["R8-0003"]),
    ],
)
async def test_the_desk_narrows_the_list(house: House, wanted: CaseFilter, found: list[str]) -> None:
    await three_cases(house)

    assert await receipts(house, OFFICER, wanted) == found


async def test_a_department_sees_and_searches_only_what_it_took_up(house: House) -> None:
    await three_cases(house)

    seen = await receipts(house, TOURISM, CaseFilter())
    found = await receipts(house, TOURISM, CaseFilter(words="観光"))
    forest = await receipts(house, FOREST, CaseFilter(words="渡し船"))
    elsewhere = await receipts(house, person(Role.DESK, desk="other"), CaseFilter())

    assert (seen, found, forest, elsewhere) == (["R8-0002", "R8-0001"], [], ["R8-0001"], [])


async def test_a_department_finds_what_another_one_was_asked_too_until_the_other_returns_it(house: House) -> None:
    await three_cases(house)
    await house.offered("kanko", "kotsu", receipt="R8-0004")
    both = CaseFilter(asked="kanko", lead="kanko")

    by_forest = await receipts(house, FOREST, CaseFilter(asked="kanko"))
    by_tourism = await receipts(house, TOURISM, CaseFilter(asked="shinrin", lead="shinrin"))
    by_itself, by_traffic = await receipts(house, TOURISM, both), await receipts(house, TRAFFIC, both)
    await returned(house, "kanko", "kotsu", receipt="R8-0004")

    assert (by_forest, by_tourism) == (["R8-0001"], ["R8-0001"])
    assert (by_itself, by_traffic) == (["R8-0004", "R8-0002"], ["R8-0004"])
    assert await receipts(house, TRAFFIC, both) == []


@pytest.mark.parametrize("order", list(CaseOrder))
async def test_page_after_page_shows_every_case_once_in_its_order(house: House, order: CaseOrder) -> None:
    for number in range(5):
        await house.opened(receipt=f"R8-000{number}")
    async with house.admin.begin() as connection:
        await connection.execute(text("ALTER TABLE routing.desk_case DISABLE TRIGGER desk_case_transition"))
        await connection.execute(text("UPDATE routing.desk_case SET next_day = next_day - right(receipt, 1)::int / 2"))
        await connection.execute(text("ALTER TABLE routing.desk_case ENABLE TRIGGER desk_case_transition"))
    whole = await receipts(house, OFFICER, CaseFilter(order=order))

    shown: list[str] = []
    after: str | None = ""
    while after is not None:
        async with house.web.begin(seen_as(OFFICER)) as work:
            page = await work.queries.cases(CaseFilter(order=order, limit=2, after=after), reader_of(OFFICER), TODAY)
        shown += [line.receipt for line in page.lines]
        after = page.after

    assert shown == whole
    assert sorted(whole) == [f"R8-000{number}" for number in range(5)]


async def test_a_case_that_should_have_moved_is_overdue_until_it_ends(house: House) -> None:
    await house.opened()
    late = TODAY + timedelta(days=60)

    overdue = await receipts(house, OFFICER, CaseFilter(overdue=True), late)
    soon = await receipts(house, OFFICER, CaseFilter(next_day_until=late))
    ended = await receipts(house, OFFICER, CaseFilter(overdue=True, stage=(Stage.DECLINED,)), late)

    assert (overdue, soon, ended) == (["R8-0012"], ["R8-0012"], [])


async def test_a_page_takes_as_many_statements_for_three_cases_as_for_one(house: House) -> None:
    counts = []
    for receipt in ("R8-0001", "R8-0002", "R8-0003"):
        await house.opened(receipt=receipt)
        with noting_statements(house.web.engine) as said:
            await receipts(house, OFFICER, CaseFilter())
        counts.append(len(said))

    assert counts[0] == counts[1] == counts[2]


MANY = """
INSERT INTO routing.desk_case (case_id, desk_id, proposal_id, receipt, direction, proposer_kind, channel, stage,
    confirmed, officer, classification, correlation_id, scheme_version, next_day, version, head_hash, unled)
SELECT gen_random_uuid(), :desk, gen_random_uuid(), 'R8-' || (1000 + n), 'to_departments',
    CASE WHEN n % 1000 = 0 THEN 'municipality' ELSE 'company' END, 'mail',
    CASE WHEN n % 10 = 0 THEN 'reviewing' ELSE 'completed' END, true,
    CASE WHEN n % 1000 = 1 THEN CAST(:officer AS uuid) ELSE gen_random_uuid() END, 'limited', gen_random_uuid(), 1,
    DATE '2026-11-24' + n % 400, 1, '', n % 2000 = 0
FROM generate_series(1, 20000) AS n
"""


READ_BY = (
    (CaseFilter(), "desk_case_newest"),
    (CaseFilter(order=CaseOrder.CHANGED), "desk_case_changed"),
    (CaseFilter(order=CaseOrder.NEXT_DAY), "desk_case_next_day"),
    (CaseFilter(overdue=True, order=CaseOrder.NEXT_DAY), "desk_case_next_day"),
    (CaseFilter(officer=OfficerWanted.MINE), "desk_case_officer"),
    (CaseFilter(proposer_kind=ProposerKind.MUNICIPALITY), "desk_case_proposer_kind"),
    (CaseFilter(direction=Direction.TO_PARTIES), "desk_case_to_parties"),
    (CaseFilter(officer=OfficerWanted.MINE, order=CaseOrder.NEXT_DAY), "desk_case_officer_next_day"),
    (CaseFilter(unled=True, order=CaseOrder.CHANGED), "desk_case_unled"),
    (CaseFilter(stage=(Stage.DECLINED,)), "desk_case_stage"),
)


ASKED = """
INSERT INTO routing.case_access (case_id, department, taken_up, desk_id)
SELECT case_id, 'shinrin', true, desk_id FROM routing.desk_case WHERE right(receipt, 1) IN ('0', '7')
UNION ALL SELECT case_id, 'kanko', true, desk_id FROM routing.desk_case WHERE right(receipt, 4) = '0050'
UNION ALL SELECT case_id, 'kotsu', true, desk_id FROM routing.desk_case WHERE right(receipt, 2) IN ('57', '58')
"""
TOGETHER = """
INSERT INTO routing.case_together (desk_id, department, other, case_id)
SELECT mine.desk_id, mine.department, other.department, case_id
FROM routing.case_access mine JOIN routing.case_access other USING (case_id)
WHERE mine.department <> other.department
UNION ALL SELECT desk_id, 'sangyo', 'toshi', case_id FROM routing.desk_case
"""


# What takes the longer the more cases there are.
BY_ROW = ("Seq Scan on desk_case", "Seq Scan on case_access", "hashed SubPlan")


async def plans_of(house: House, actor: Actor, *lists: CaseFilter) -> list[str]:
    """Return how the database reads each of these lists, among 20,000 cases."""
    async with house.admin.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(MANY), {"desk": DESK, "officer": OFFICER.account_id})
        await connection.execute(text(ASKED))
        await connection.execute(text(TOGETHER))
        await connection.execute(text("ANALYZE routing.desk_case, routing.case_access, routing.case_together"))
    asked: list[tuple[str, Any]] = []
    plans = []
    async with house.web.begin(seen_as(actor)) as work:
        event.listen(
            work.connection.sync_connection, "before_cursor_execute", lambda *said: asked.append((said[2], said[3]))
        )
        for wanted in lists or [wanted for wanted, _ in READ_BY]:
            await listed_cases(work.connection, wanted, reader_of(actor), TODAY)
            statement, values = asked[-1]
            explained = await work.connection.exec_driver_sql(f"EXPLAIN {statement}", values)
            plans.append("\n".join(explained.scalars()))
    return plans


async def test_each_list_is_read_by_an_index_however_many_cases_there_are(house: House) -> None:
    plans = await plans_of(house, OFFICER)

    assert [index for (_, index), plan in zip(READ_BY, plans, strict=True) if index not in plan] == []
    assert [plan for plan in plans if "Seq Scan on desk_case" in plan] == []


async def test_a_department_with_many_cases_reads_its_lists_by_their_indexes_and_asks_of_each_line(
    house: House,
) -> None:
    plans = await plans_of(house, FOREST)

    assert [plan for plan in plans if any(one in plan for one in BY_ROW)] == []
    assert [
        index
        for (wanted, index), plan in zip(READ_BY, plans, strict=True)
        if wanted.order is not CaseOrder.NEWEST and index not in plan
    ] == []


async def test_a_department_with_many_cases_reads_only_those_another_one_was_asked_too(house: House) -> None:
    (plan,) = await plans_of(house, FOREST, CaseFilter(asked="kotsu"))

    assert ("case_together_pkey" in plan, [one for one in BY_ROW if one in plan]) == (True, [])


async def test_a_department_with_few_cases_looks_them_up_one_by_one(house: House) -> None:
    plans = await plans_of(house, TOURISM)

    assert [plan for plan in plans if "case_access_department" not in plan or any(one in plan for one in BY_ROW)] == []
