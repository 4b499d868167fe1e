"""What nobody looks after is found by the machine: once a cause, until it is mended."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.routing.handlers.confirming import confirm
from services.routing.handlers.forgetting import find_forgotten
from services.routing.handlers.suggesting import Directories
from services.routing.web.access import look_at_case
from services.routing.web.forgotten import look_at_forgotten
from shared.access.actor import Actor
from shared.access.policy import NotAllowed
from shared.events import CaseForgotten, ForgottenCause, NoticeUnread
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, House, seen_as, step
from tests.waiting import until

NO_OWNER, NOBODY_TOLD, UNREAD = ForgottenCause.NO_OWNER, ForgottenCause.NOBODY_TOLD, ForgottenCause.UNREAD


def on(month: int, day: int, hour: int = 10) -> datetime:
    """Return a moment of the office's day."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=9)


async def notice(house: House, case_id: UUID, recipient: str, kind: str = "offer_made", *, at: datetime = NOW) -> UUID:
    """Let notify have told a post."""
    notification_id = uuid4()
    async with house.admin.begin() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO notify.notification (notification_id, desk_id, recipient, kind, receipt, case_id, about_id,"
            " event_id, created_at) VALUES ($1, $2, $3, $4, 'R8-0012', $5, $5, $1, $6)",
            (notification_id, DESK, recipient, kind, case_id, at),
        )
    return notification_id


async def case_id_of(house: House) -> UUID:
    (row,) = await house.rows("SELECT case_id FROM routing.desk_case")
    found: UUID = row["case_id"]
    return found


async def causes(house: House) -> list[ForgottenCause]:
    return sorted(one.fact.cause for one in await house.facts(CaseForgotten))


async def look(house: House, actor: Actor) -> None:
    await house.known(actor)
    async with house.web.begin(seen_as(actor)) as work:
        await look_at_case(work, actor, "R8-0012", Directories(house.schemes), at=NOW)


async def test_a_case_without_officer_is_found_after_two_office_days_and_told_once(house: House) -> None:
    await house.opened()
    await notice(house, await case_id_of(house), "desk", "case_opened")

    early = await find_forgotten(house.worker, at=on(11, 25))
    closed = await find_forgotten(house.worker, at=on(11, 28))
    found = [await find_forgotten(house.worker, at=on(11, day)) for day in (26, 27)]

    assert (early, closed, found) == (0, 0, [1, 0])
    assert await causes(house) == [NO_OWNER]


async def test_a_case_that_ended_between_look_and_lock_does_not_end_the_look(house: House) -> None:
    await house.opened()

    async def waits() -> bool:
        return bool(await house.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))

    async with house.admin.begin() as connection:
        await connection.exec_driver_sql("SELECT 1 FROM routing.desk_case FOR UPDATE")
        looking = asyncio.ensure_future(find_forgotten(house.worker, at=on(11, 27)))
        await until(waits)
        await connection.exec_driver_sql("UPDATE routing.desk_case SET stage = 'withdrawn', version = version + 1")

    assert await looking == 0
    assert await causes(house) == []


async def test_any_number_of_findings_is_mended_at_once(house: House) -> None:
    await house.opened()
    await find_forgotten(house.worker, at=on(11, 27))
    (case_id,) = {row["case_id"] for row in await house.rows("SELECT case_id FROM routing.forgotten_case")}
    gone = [(uuid4(), NO_OWNER) for _ in range(40_000)]

    async with house.worker.begin() as work:
        await work.forgotten.mend([*gone, (case_id, NOBODY_TOLD)], on(11, 27))

    left = await house.rows("SELECT cause FROM routing.forgotten_case WHERE resolved_at IS NULL")
    assert left == [{"cause": "no_owner"}]


async def test_what_was_mended_is_closed_and_told_again_when_it_comes_back(house: House) -> None:
    await house.opened()
    await notice(house, await case_id_of(house), "desk", "case_opened")
    await find_forgotten(house.worker, at=on(11, 27))
    async with house.web.begin(seen_as(OFFICER)) as work:
        await confirm(work, "R8-0012", step(OFFICER), abstract="要旨")

    await find_forgotten(house.worker, at=on(11, 30))
    rows = await house.rows("SELECT cause, resolved_at FROM routing.forgotten_case")
    await find_forgotten(house.worker, at=on(12, 7))

    assert [(one["cause"], one["resolved_at"]) for one in rows] == [("no_owner", on(11, 30))]
    # The day by which it should have been confirmed has passed, and nobody was asked.
    assert await causes(house) == [ForgottenCause.NO_NEXT_DAY, NO_OWNER]


async def test_a_new_case_and_an_offer_that_nobody_was_told_of_are_found(house: House) -> None:
    await house.opened(receipt="R8-0011")
    await house.offered("shinrin")

    await find_forgotten(house.worker, at=on(11, 25))

    assert await causes(house) == [NOBODY_TOLD] * 2


async def test_a_notice_that_no_department_opens_goes_to_the_desk_once_and_is_forgotten_later(house: House) -> None:
    case = await house.offered("shinrin")
    told = await notice(house, case.case_id, "shinrin")

    for day in (25, 26, 27, 30):
        await find_forgotten(house.worker, at=on(11, day))
    await find_forgotten(house.worker, at=on(12, 1))

    (unread,) = await house.facts(NoticeUnread)
    assert (unread.fact.notification_id, unread.fact.department) == (told, "shinrin")
    assert unread.occurred_at == on(11, 26)
    assert await causes(house) == [UNREAD]


@pytest.mark.parametrize(("actor", "left"), [(FOREST, ["desk"]), (OFFICER, ["shinrin"])])
async def test_who_opens_the_case_has_read_what_called_their_post_to_it(
    house: House, actor: Actor, left: list[str]
) -> None:
    case = await house.offered("shinrin")
    for post, kind in (("shinrin", "offer_made"), ("desk", "case_opened")):
        await notice(house, case.case_id, post, kind)

    await look(house, actor)

    rows = await house.rows("SELECT recipient, read_by FROM notify.notification WHERE read_at IS NULL")
    readers = await house.rows("SELECT read_by FROM notify.notification WHERE read_at IS NOT NULL")
    assert [one["recipient"] for one in rows] == left
    assert readers == [{"read_by": str(actor.account_id)}]


async def test_the_desk_sees_who_opened_what_and_when(house: House) -> None:
    case = await house.offered("shinrin", "kanko")
    for post in ("shinrin", "kanko"):
        await notice(house, case.case_id, post)
    await look(house, FOREST)
    await house.known(OFFICER)

    async with house.web.begin(seen_as(OFFICER)) as work:
        opened = await look_at_case(work, OFFICER, "R8-0012", Directories(house.schemes), at=NOW)

    shown = sorted((one.recipient, one.kind, one.read_at is not None, one.reader) for one in opened.notices)
    assert shown == [("kanko", "offer_made", False, None), ("shinrin", "offer_made", True, "x")]


async def test_the_list_of_forgotten_cases_is_the_desks(house: House) -> None:
    await house.opened()
    await find_forgotten(house.worker, at=on(11, 27))

    async with house.web.begin(seen_as(OFFICER)) as work:
        listed = await look_at_forgotten(work, OFFICER)

    assert [(one.receipt, one.cause) for one in listed] == [("R8-0012", NO_OWNER), ("R8-0012", NOBODY_TOLD)]
    with pytest.raises(NotAllowed):
        async with house.web.begin(seen_as(FOREST)) as work:
            await look_at_forgotten(work, FOREST)
