"""The clock over the real database: what is near and what has passed is told once, in office hours alone."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.routing.handlers.answering import Judgement, give_verdict
from services.routing.handlers.extending import LongerOffer, extend_offer
from services.routing.handlers.watching import watch_due_days
from services.routing.storage.work import RoutingWork, work_on
from shared.database.transactions import Transactions
from shared.events import (
    CaseDueSoon,
    CaseOverdue,
    InvitationDue,
    OfferExpired,
    OwedBy,
    TaskDueSoon,
    TaskOverdue,
    Verdict,
)
from shared.scheme.clocks import EscalationTo, LadderStep
from shared.scheme.in_force import SchemesInForce
from shared.scheme.promises import looked_at_by
from tests.routing.conftest import FOREST, NOW, OFFICER, House, seen_as, step
from tests.routing.ending import coordinating, do, look
from tests.routing.municipal import BAY, municipalities
from tests.waiting import until

# The offer of 24 November is due on 8 December, in ten office days: its stage has no room for more.
DUE = date(2026, 12, 8)


def at(month: int, day: int, hour: int = 10, *, year: int = 2026) -> datetime:
    """Return a moment of the office's day."""
    return datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=9)


async def steps(house: House) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return what was told about offers, in the order it was told."""
    soon = [(one.occurred_at, "", one.fact.step, ()) for one in await house.facts(CaseDueSoon) if one.fact.offer_id]
    over = [
        (one.occurred_at, one.fact.department or "", one.fact.step, one.fact.to)
        for one in await house.facts(CaseOverdue)
        if one.fact.offer_id
    ]
    return [(who, number, to) for _, who, number, to in sorted([*soon, *over])]


async def test_an_offer_is_reminded_of_and_goes_up_the_ladder_in_office_hours_alone(house: House) -> None:
    await house.offered("shinrin")
    days = [at(12, 2) + timedelta(days=passed) for passed in range(15)]
    moments = [day + timedelta(hours=hours) for day in days for hours in (0, 12)]

    acted = [moment for moment in moments if await watch_due_days(house.worker, at=moment)]

    assert await steps(house) == [
        ("", -3, ()),
        ("shinrin", 1, ("department",)),
        ("shinrin", 3, ("department", "desk")),
        ("shinrin", 5, ("department", "desk", "desk_lead")),
    ]
    assert all((moment + timedelta(hours=9)).hour == 10 for moment in acted)


async def test_after_a_standstill_one_step_is_told_and_many_clocks_tell_it_once(house: House) -> None:
    await house.offered("shinrin")

    await asyncio.gather(*(watch_due_days(house.worker, at=at(1, 29, year=2027)) for _ in range(4)))
    await watch_due_days(house.worker, at=at(1, 29, year=2027))

    assert await steps(house) == [("shinrin", 5, ("department", "desk", "desk_lead"))]


@pytest.mark.parametrize("moment", [at(12, 17, 8), at(12, 17, 18), at(12, 19), at(1, 2, year=2027)])
async def test_nobody_is_told_anything_while_the_office_is_closed(house: House, moment: datetime) -> None:
    await house.offered("shinrin")

    assert await watch_due_days(house.worker, at=moment) == 0


async def test_a_reminder_does_not_take_the_page_away_from_who_is_writing(house: House) -> None:
    case = await house.offered("shinrin")
    taken = await house.taken_up(FOREST)
    await watch_due_days(house.worker, at=at(12, 3))

    async with house.web.begin(seen_as(FOREST)) as work:
        said = Judgement(verdict=Verdict.VIABLE, reason="BAIT-森の手入れになるため。")
        judged = await give_verdict(work, "R8-0012", step(FOREST, taken.version), said, house.scheme)

    assert [one.fact.case_id for one in await house.facts(CaseDueSoon) if one.fact.offer_id] == [case.case_id]
    assert judged.version == taken.version + 1


async def test_a_day_that_was_moved_begins_its_ladder_anew(house: House) -> None:
    await house.offered("shinrin")
    await watch_due_days(house.worker, at=at(12, 9))
    async with house.web.begin(seen_as(OFFICER)) as work:
        longer = LongerOffer(until=date(2027, 1, 15), reason="BAIT-現地を確認するため。", department="shinrin")
        await extend_offer(work, "R8-0012", step(OFFICER), longer)

    await watch_due_days(house.worker, at=at(12, 10))
    await watch_due_days(house.worker, at=at(1, 12, year=2027))

    assert [(number, to) for _, number, to in await steps(house)] == [(1, ("department",)), (-3, ())]


async def test_what_is_answered_is_reminded_of_no_more(house: House) -> None:
    await house.offered("shinrin")
    taken = await house.taken_up(FOREST)
    async with house.web.begin(seen_as(FOREST)) as work:
        said = Judgement(verdict=Verdict.VIABLE, reason="BAIT-森の手入れになるため。")
        await give_verdict(work, "R8-0012", step(FOREST, taken.version), said, house.scheme)

    await watch_due_days(house.worker, at=at(12, 18))

    assert await steps(house) == []


async def test_what_the_desk_promised_is_watched_too(house: House) -> None:
    await house.opened()

    # Two office days were promised for 受付.
    await watch_due_days(house.worker, at=at(11, 26))
    await watch_due_days(house.worker, at=at(11, 30))

    over = [(one.fact.offer_id, one.fact.due, one.fact.step) for one in await house.facts(CaseOverdue)]
    assert over == [(None, date(2026, 11, 26), 1)]


async def test_a_clock_that_was_left_uncounted_is_counted_at_the_next_look(house: House) -> None:
    await house.opened()
    async with house.worker.begin() as work:
        await _uncount(work)

    await watch_due_days(house.worker, at=NOW)

    assert await house.rows("SELECT promised, counted FROM routing.case_clock") == [
        {"promised": date(2026, 11, 26), "counted": True}
    ]


async def _uncount(work: RoutingWork) -> None:
    await work.connection.exec_driver_sql("UPDATE routing.case_clock SET counted = false, promised = NULL")


async def meanwhile(house: House, change: str) -> int:
    """Watch on 16 December, and let *change* happen after the look and before the lock."""

    async def waits() -> bool:
        return bool(await house.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))

    async with house.admin.begin() as connection:
        await connection.exec_driver_sql("SELECT 1 FROM routing.desk_case FOR UPDATE")
        watching = asyncio.ensure_future(watch_due_days(clock_of(house, {"party_offers_expire": True}), at=at(12, 16)))
        await until(waits)
        await connection.exec_driver_sql(change)
    return await watching


def clock_of(house: House, offers: dict[str, Any], **escalation: Any) -> Transactions[RoutingWork]:
    """Return the clock's transactions under other rules for offers and escalation."""
    changes = {
        "offers": house.scheme.offers.model_copy(update=offers),
        "escalation": house.scheme.escalation.model_copy(update=escalation),
    }
    schemes = SchemesInForce({house.scheme.desk_id: house.scheme.model_copy(update=changes)})
    return Transactions(house.worker.engine, lambda connection: work_on(connection, house.keyring, schemes))


async def asked_of_party(house: House) -> None:
    """Let the offer be one to a company."""
    await house.offered("shinrin")
    async with house.admin.begin() as connection:
        await connection.exec_driver_sql("UPDATE routing.desk_case SET direction = 'to_parties', version = version + 1")
        await connection.exec_driver_sql(
            "UPDATE routing.offer SET department = NULL, party_id = offer_id, lead = false"
        )


@pytest.mark.parametrize(
    "change", ["UPDATE routing.offer SET due = '2027-01-15'", "UPDATE routing.offer SET state = 'returned'"]
)
async def test_an_offer_that_was_moved_or_answered_meanwhile_neither_ends_nor_ends_the_look(
    house: House, change: str
) -> None:
    await asked_of_party(house)

    await meanwhile(house, change)

    assert await house.facts(OfferExpired) == []
    assert await steps(house) == []


async def test_a_case_that_ended_meanwhile_does_not_end_the_look(house: House) -> None:
    await house.offered("shinrin")

    assert await meanwhile(house, "UPDATE routing.desk_case SET stage = 'withdrawn', version = version + 1") == 0


@pytest.mark.parametrize(("expire", "state"), [(True, "expired"), (False, "asked")])
async def test_an_offer_a_company_did_not_answer_ends_by_itself_where_the_scheme_says_so(
    house: House, expire: bool, state: str
) -> None:
    await asked_of_party(house)
    clock = clock_of(house, {"party_offers_expire": expire})

    for _ in range(2):
        await watch_due_days(clock, at=at(12, 9))

    assert await house.rows("SELECT state FROM routing.offer") == [{"state": state}]
    assert len(await house.facts(OfferExpired)) == int(expire)
    assert [one.fact.department for one in await house.facts(CaseOverdue) if one.fact.offer_id] == [None]


@pytest.mark.parametrize("ladder", [(), (LadderStep(overdue_business_days=3, to=EscalationTo.DESK),)])
async def test_an_offer_to_a_company_ends_by_its_day_and_not_by_the_ladder(
    house: House, ladder: tuple[LadderStep, ...]
) -> None:
    await asked_of_party(house)
    clock = clock_of(house, {"party_offers_expire": True}, ladder=ladder)

    await watch_due_days(clock, at=at(12, 8))
    on_the_day = await house.facts(OfferExpired)
    for _ in range(2):
        await watch_due_days(clock, at=at(12, 9))

    assert on_the_day == []
    assert len(await house.facts(OfferExpired)) == 1


async def test_after_an_offer_ended_by_itself_the_desk_has_its_days_to_look(house: House) -> None:
    await asked_of_party(house)

    await watch_due_days(clock_of(house, {"party_offers_expire": True}), at=at(12, 28))

    assert await house.rows("SELECT next_day FROM routing.desk_case") == [
        {"next_day": looked_at_by(house.scheme, date(2026, 12, 28))}
    ]


async def test_what_both_sides_owe_and_invitations_are_reminded_of_and_go_up_the_ladder(house: House) -> None:
    day = date(2026, 12, 15)
    await municipalities(house)
    await coordinating(house)
    await do(house, "set-todo", words="図面を送る", owner="counterpart", due=day)
    await do(house, "set-milestone", words="現地を見る", owner="shinrin", day=day)
    await do(house, "set-todo", words="期日のない宿題", owner="desk")
    await do(house, "invite-municipality", municipalities=["shi-bay", "machi-hill"], words="お願いします。", due=day)
    await do(house, "join", BAY)
    todo = (await look(house)).tasks[0]

    for moment in (at(12, 10), at(12, 16), at(12, 16, 11)):
        await watch_due_days(house.worker, at=moment)
    await do(house, "finish-todo", todo_id=todo.task_id)
    await watch_due_days(house.worker, at=at(12, 18))

    soon, over = await house.facts(TaskDueSoon), await house.facts(TaskOverdue)
    told = [(one.fact.owed_by.value, one.fact.department, one.fact.step) for one in (*soon, *over)]
    assert sorted(told, key=str) == [
        ("counterpart", None, -3),
        ("counterpart", None, 1),
        ("department", "shinrin", -3),
        ("department", "shinrin", 1),
        ("department", "shinrin", 3),
    ]
    assert {one.fact.words_id for one in soon if one.fact.owed_by is OwedBy.COUNTERPART} == {todo.words_id}
    assert [(one.fact.municipality, one.fact.step) for one in await house.facts(InvitationDue)] == [
        ("machi-hill", -3),
        ("machi-hill", 1),
        ("machi-hill", 3),
    ]
