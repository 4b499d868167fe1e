"""What an operator may know of a failed delivery."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.operations.domain.delivery import Advice, Delivery, State, by_cause, known_headers, receipt_in
from shared.messaging.issues import KILLED

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def _delivery(reader: str, error_class: str, *, minutes: int = 0, attempt: int = 1) -> Delivery:
    return Delivery(
        reader=reader,
        event_id=uuid4(),
        type="case.opened.v1",
        state=State.PARKED,
        attempt=attempt,
        replays=0,
        error_class=error_class,
        error=error_class,
        first_at=NOW + timedelta(minutes=minutes),
        last_at=NOW + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize(
    ("body", "receipt"),
    [
        (b'{"receipt": "R8-0012"}', "R8-0012"),
        (b'{"receipt": "R8-0012 secret idea"}', None),
        (b'{"receipt": "secret idea"}', None),
        (b'{"receipt": 7}', None),
        (b'["R8-0012"]', None),
        (b"secret idea", None),
        (b"\xff\xfe", None),
        (b"", None),
    ],
)
def test_only_a_receipt_number_is_taken_out_of_a_body(body: bytes, receipt: str | None) -> None:
    assert receipt_in(body) == receipt


def test_only_the_attributes_of_a_fact_are_shown_and_only_when_they_can_be_no_sentence() -> None:
    headers = {
        "cloudEvents_id": "7",
        "cloudEvents_time": "2026-11-22T14:00:00.000001+00:00",
        "cloudEvents_type": "secret idea",
        "cloudEvents_source": "秘密",
        "cloudEvents_note": "secret",
        "x-note": "secret",
    }

    assert known_headers(headers) == {
        "id": "7",
        "type": "—",
        "source": "—",
        "time": "2026-11-22T14:00:00.000001+00:00",
    }


@pytest.mark.parametrize(
    ("error_class", "advice"),
    [
        ("Unreadable", Advice.UNREADABLE),
        ("NoSuchDesk", Advice.SOMETHING_MISSING),
        ("NotAllowedNow", Advice.NOT_NOW),
        ("ZeroDivisionError", Advice.FAULT),
        (KILLED, Advice.ENDS_THE_PROCESS),
    ],
)
def test_the_name_of_an_error_says_what_can_be_done(error_class: str, advice: Advice) -> None:
    assert Advice.of(error_class) == advice


def test_deliveries_are_grouped_by_reader_and_cause_with_the_longest_wait_first() -> None:
    late = _delivery("routing.cases", "NoSuchDesk", minutes=2, attempt=8)
    early = _delivery("routing.cases", "NoSuchDesk", minutes=1, attempt=2)
    other = _delivery("notify.staff-inbox", "NoSuchDesk")

    first, second = by_cause([late, early, other])

    assert (first.reader, first.deliveries) == ("notify.staff-inbox", (other,))
    assert (second.deliveries, second.since, second.failures) == ((early, late), early.first_at, 10)
