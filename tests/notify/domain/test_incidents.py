"""Which incidents call an operator, and which do not call again."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.notify.domain.incidents import Change, IncidentPlace, LastTold, Standing, ToTell, to_tell

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PARKED = IncidentPlace("delivery_parked", "routing.cases")


def standing(*, minutes: float | None, newest: float = 0) -> Standing:
    since = None if minutes is None else NOW - minutes * MINUTE
    newest_at = NOW - (newest or minutes or 0) * MINUTE
    return Standing(remedy="look_at_delivery", amount=1, since=since, newest=newest_at)


def told(change: Change, *, hours: float, left: bool = True) -> LastTold:
    return LastTold(notice_id=uuid4(), change=change, since=NOW - 9 * HOUR, noted_at=NOW - hours * HOUR, left=left)


@pytest.mark.parametrize(
    ("one", "last", "said"),
    [
        (standing(minutes=0.5), None, []),
        (standing(minutes=2), None, [Change.OPENED]),
        (standing(minutes=None), None, []),
        (standing(minutes=540), told(Change.OPENED, hours=8.9), []),
        (standing(minutes=540, newest=30), told(Change.OPENED, hours=5), []),
        (standing(minutes=540, newest=30), told(Change.OPENED, hours=7), [Change.OPENED]),
        (standing(minutes=2), told(Change.RECOVERED, hours=0.1), [Change.OPENED]),
        (standing(minutes=None), told(Change.OPENED, hours=1), []),
        (None, told(Change.OPENED, hours=1), [Change.RECOVERED]),
        (None, told(Change.RECOVERED, hours=1), []),
    ],
    ids=[
        "what may pass by itself calls nobody yet",
        "what stays calls",
        "what has just closed calls nobody",
        "what was told is not told again",
        "what grows soon after is not told again",
        "what has grown hours later is told again",
        "what comes back after it was over calls",
        "what comes and goes is not over yet",
        "what stays away is over",
        "what is over is told once",
    ],
)
def test_an_incident_calls_once_and_is_called_off_once(
    one: Standing | None, last: LastTold | None, said: list[Change]
) -> None:
    now = {} if one is None else {PARKED: one}

    found = to_tell(now, {} if last is None else {PARKED: last}, NOW)

    assert [each.change for each in found] == said


def test_what_was_over_before_its_mail_left_is_taken_back() -> None:
    last = told(Change.OPENED, hours=1, left=False)

    found = to_tell({}, {PARKED: last}, NOW)

    assert found == [ToTell(about=PARKED, change=Change.RECOVERED, since=last.since, takes_back=last.notice_id)]
