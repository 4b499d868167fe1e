from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.intake.domain.pausing import AtPausedDoor, IntakePause, at_paused_door, moment_of
from shared.events import Channel

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_pause(until: datetime | None = None) -> IntakePause:
    return IntakePause(
        pause_id=uuid4(),
        desk_id="miono",
        notice="改修中です。",
        until=until,
        begun_at=NOW,
        begun_by=uuid4(),
        said_at=NOW,
    )


def test_a_pause_without_a_day_stands_until_somebody_ends_it() -> None:
    pause = a_pause()

    assert pause.stands_at(NOW + 1000 * HOUR)
    assert pause.seconds_left(NOW) is None


def test_a_pause_is_over_at_its_moment_by_itself() -> None:
    pause = a_pause(until=NOW + HOUR)

    assert [pause.stands_at(NOW + wait) for wait in (timedelta(), HOUR - timedelta(seconds=1), HOUR)] == [
        True,
        True,
        False,
    ]
    assert pause.seconds_left(NOW) == 3601


def test_what_came_before_the_pause_does_not_wait_for_its_end() -> None:
    pause = a_pause()

    assert [pause.holds(NOW - HOUR), pause.holds(NOW), pause.holds(NOW + HOUR)] == [False, True, True]


def test_every_channel_says_what_a_paused_desk_does_with_it() -> None:
    held = {Channel.MAIL, Channel.GATEWAY}
    refused = {Channel.FORM, Channel.API}

    assert {channel for channel in Channel if at_paused_door(channel) is AtPausedDoor.HELD} == held
    assert {channel for channel in Channel if at_paused_door(channel) is AtPausedDoor.REFUSED} == refused


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("", None),
        ("2027-01-04", datetime(2027, 1, 3, 15, 0, tzinfo=UTC)),
        ("2027-01-04T08:30", datetime(2027, 1, 3, 23, 30, tzinfo=UTC)),
        (" 2027-01-04T08:30:00+00:00 ", datetime(2027, 1, 4, 8, 30, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_in_japan(said: str, moment: datetime | None) -> None:
    assert moment_of(said) == moment


@pytest.mark.parametrize("said", ["来週", "2027-13-01", "1/4"])
def test_what_is_no_day_is_an_error(said: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment_of(said)
