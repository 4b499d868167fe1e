"""What another system is told, and how long it is tried."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.notify.domain.webhook import (
    SHUT_AFTER,
    WAITS,
    Answered,
    Trouble,
    answered,
    must_shut,
    next_attempt,
    payload_of,
)
from shared.events import OfferMade
from tests.notify.conftest import NOW, told


def test_a_receiver_is_told_ids_and_states() -> None:
    case, offer = UUID(int=1), UUID(int=2)
    fact = OfferMade(offer_id=offer, receipt="R8-0012", department="shinrin", lead=True, due=date(2026, 12, 1))

    said = payload_of(told(fact, about=case, version=4))

    assert said == {
        "type": "case.offer_made.v1",
        "timestamp": "2026-11-22T05:05:00.000Z",
        "data": {
            "desk_id": "miono",
            "case_id": str(case),
            "version": 4,
            "offer_id": str(offer),
            "receipt": "R8-0012",
            "department": "shinrin",
            "lead": True,
            "due": "2026-12-01",
        },
    }


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (200, None),
        (204, None),
        (301, Trouble.REFUSED),
        (404, Trouble.REFUSED),
        (410, Trouble.GONE),
        (503, Trouble.REFUSED),
    ],
)
def test_only_a_yes_counts_and_a_redirect_is_none(status: int, trouble: Trouble | None) -> None:
    assert answered(status) == Answered(status=status, trouble=trouble)


def test_a_receiver_is_tried_ten_times_in_three_days() -> None:
    waits = [next_attempt(attempt, NOW) for attempt in range(1, 12)]

    assert waits[9:] == [None, None]
    assert timedelta(days=3) < sum(WAITS, timedelta()) < timedelta(days=4)


def test_a_receiver_that_is_gone_or_silent_for_days_is_shut() -> None:
    silent = Answered(trouble=Trouble.UNREACHABLE)
    at = datetime(2026, 11, 22, tzinfo=UTC)

    shut = [
        must_shut(silent, at - SHUT_AFTER, at),
        must_shut(silent, at - SHUT_AFTER + timedelta(seconds=1), at),
        must_shut(Answered(status=410, trouble=Trouble.GONE), at, at),
        must_shut(Answered(status=200), at - SHUT_AFTER, at),
    ]

    assert shut == [True, False, True, False]
