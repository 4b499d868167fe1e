"""When a mail is tried again, and when a storm is held."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.notify.domain.mail import LADDER, Brake, Purpose, Reason, message_id_of, wait_after


def test_the_first_try_that_fails_waits_a_minute_give_or_take_a_fifth() -> None:
    assert wait_after(1, chance=0.0) == timedelta(seconds=48)
    assert wait_after(1, chance=0.5) == timedelta(seconds=60)
    assert wait_after(1, chance=1.0) == timedelta(seconds=72)


def test_a_mail_is_given_up_after_about_three_days() -> None:
    assert timedelta(days=2.5) < sum(LADDER, timedelta()) < timedelta(days=3.5)
    assert wait_after(len(LADDER), chance=0.5) == timedelta(days=1)
    assert wait_after(len(LADDER) + 1, chance=0.5) is None


@pytest.mark.parametrize(
    ("purpose", "lately", "held"),
    [
        (Purpose.ACKNOWLEDGEMENT, 4, None),
        (Purpose.ACKNOWLEDGEMENT, 5, (Reason.ADDRESS_LIMIT, timedelta(hours=1))),
        (Purpose.DECLINED, 5, None),
        (Purpose.DECLINED, 7, (Reason.ADDRESS_LIMIT, timedelta(hours=1))),
        (Purpose.STAFF_NOTICE, 2, None),
        (Purpose.STAFF_NOTICE, 3, (Reason.ADDRESS_LIMIT, timedelta(minutes=10))),
    ],
)
def test_the_brake_holds_an_address_at_its_limit(
    purpose: Purpose, lately: int, held: tuple[Reason, timedelta] | None
) -> None:
    brake = Brake(per_address_and_day=5, per_hour=100, letters_per_address_and_day=7, staff_per_address_and_hour=3)

    assert brake.of_address(purpose, lately) == held


@pytest.mark.parametrize(("hour", "room"), [(0, 100), (99, 1), (100, 0), (101, 0)])
def test_the_brake_leaves_room_up_to_the_limit_of_the_hour(hour: int, room: int) -> None:
    brake = Brake(per_address_and_day=5, per_hour=100)

    assert brake.room(Purpose.ACKNOWLEDGEMENT, hour) == room


def test_every_wire_copy_of_a_mail_has_the_same_message_id() -> None:
    send_id = UUID(int=7)

    assert message_id_of(send_id, "renkei@pref.example.jp") == f"<{send_id}@pref.example.jp>"
