"""A late copy of what the clock said tells nobody of a day that is met, moved or over."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.notify.domain.notification import NotificationKind
from services.notify.web.labels import CATALOGUE
from services.notify.web.sentences import sentence_key
from shared.events import (
    CaseDueSoon,
    CaseForgotten,
    CaseOverdue,
    Fact,
    ForgottenCause,
    NoticeUnread,
    OfferMade,
    Recorded,
)
from shared.web.labels import Audience
from tests.notify.conftest import NOW, House, told
from tests.notify.handlers.test_telling_late import DUE, RECEIPT, answer, case, offer

WHOLE = ("department", "desk", "desk_lead")


def soon(made: Recorded[Fact], due: date = DUE) -> Recorded[Fact]:
    """Return the reminder of an offer."""
    assert isinstance(made.fact, OfferMade)
    return told(
        CaseDueSoon(
            case_id=made.aggregate_id,
            receipt=RECEIPT,
            offer_id=made.fact.offer_id,
            department=made.fact.department,
            due=due,
            step=-3,
        )
    )


def overdue(made: Recorded[Fact], to: tuple[str, ...] = ("department",), due: date = DUE) -> Recorded[Fact]:
    """Return the word that the day of an offer has passed."""
    assert isinstance(made.fact, OfferMade)
    return told(
        CaseOverdue(
            case_id=made.aggregate_id,
            receipt=RECEIPT,
            offer_id=made.fact.offer_id,
            department=made.fact.department,
            due=due,
            step=1,
            to=to,
        )
    )


def promise(case_id: UUID, due: date) -> Recorded[Fact]:
    return told(CaseOverdue(case_id=case_id, receipt=RECEIPT, due=due, step=1, to=("desk",)))


async def notices(house: House) -> list[tuple[str, str, str | None]]:
    rows = await house.rows("SELECT recipient, kind, detail FROM notify.notification ORDER BY kind, recipient, detail")
    return [(one["recipient"], one["kind"], one["detail"]) for one in rows]


async def test_who_was_asked_is_reminded_and_everybody_on_the_ladder_is_told(house: House) -> None:
    made = await offer(house, await case(house))

    await house.hear(soon(made), overdue(made), overdue(made, WHOLE[:2]), overdue(made, WHOLE))

    assert await notices(house) == [
        ("sangyo", "case_due_soon", None),
        *[("desk", "case_overdue", None)] * 2,
        *[("sangyo", "case_overdue", None)] * 3,
    ]


@pytest.mark.parametrize("state", ["judged", "returned", "recalled", "expired"])
async def test_what_was_answered_meanwhile_is_neither_reminded_of_nor_overdue(house: House, state: str) -> None:
    made = await offer(house, await case(house))
    await answer(house, made, "taken_up")
    await answer(house, made, state)

    await house.hear_many(soon(made), overdue(made, WHOLE))

    assert await notices(house) == []


async def test_a_day_that_was_moved_meanwhile_has_not_passed(house: House) -> None:
    made = await offer(house, await case(house))
    await house.change("UPDATE routing.offer SET due = '2027-01-15'")

    await house.hear_many(soon(made), overdue(made, WHOLE))

    assert await notices(house) == []


async def test_the_desk_is_told_of_a_promise_that_passed_as_long_as_it_is_the_promise(house: House) -> None:
    case_id = await case(house)
    await house.change(
        "INSERT INTO routing.case_clock (case_id, since, extra, paused_on, resumed_on, promised, counted)"
        " VALUES (:id, :day, 0, '{}', '{}', :day, true)",
        id=case_id,
        day=DUE,
    )

    await house.hear(promise(case_id, DUE), promise(case_id, date(2026, 12, 1)))

    assert await notices(house) == [("desk", "case_overdue", None)]


async def test_the_desk_is_told_of_a_forgotten_case_until_it_is_mended(house: House) -> None:
    case_id = await case(house)
    finding, mended = uuid4(), uuid4()
    for one, resolved in ((finding, None), (mended, NOW)):
        await house.change(
            "INSERT INTO routing.forgotten_case (finding_id, case_id, cause, found_at, resolved_at)"
            " VALUES (:id, :case, 'no_owner', :now, CAST(:resolved AS timestamptz))",
            id=one,
            case=case_id,
            now=NOW,
            resolved=resolved,
        )

    for one in (finding, mended):
        await house.hear(
            told(CaseForgotten(case_id=case_id, receipt=RECEIPT, cause=ForgottenCause.NO_OWNER), about=one)
        )

    assert await notices(house) == [("desk", "case_forgotten", "no_owner")]


async def test_a_notice_that_was_opened_meanwhile_is_not_reported_as_unread(house: House) -> None:
    made = await offer(house, await case(house))
    await house.hear(made)
    (kept,) = await house.rows("SELECT notification_id FROM notify.notification")
    unread = told(
        NoticeUnread(
            case_id=made.aggregate_id,
            receipt=RECEIPT,
            department="sangyo",
            notification_id=kept["notification_id"],
            business_days=2,
        )
    )

    await house.hear(unread)
    before = await notices(house)
    await house.change("UPDATE notify.notification SET read_at = now(), read_by = 'x'")
    await house.hear(told(unread.fact))

    assert before == await notices(house) == [("desk", "notice_unread", None), ("sangyo", "offer_made", "lead")]


@pytest.mark.parametrize("cause", ForgottenCause)
def test_every_cause_has_a_sentence_of_its_own(cause: ForgottenCause) -> None:
    key = sentence_key(NotificationKind.CASE_FORGOTTEN, cause.value)

    assert key == f"inbox.say.case_forgotten.{cause.value}"
    assert CATALOGUE.text(Audience.STAFF, key)
