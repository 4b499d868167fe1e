"""What reading costs grows no faster than the mail, whatever it is made of."""

from functools import partial

from tests.growth import grows_too_fast
from tests.intake.domain.mail.costs import bombs, read

_SHARE = 0.05


def test_no_mail_keeps_its_reader_busy_out_of_proportion() -> None:
    half, whole = bombs(_SHARE), bombs(2 * _SHARE)

    slow = [name for name in whole if grows_too_fast(partial(read, half[name]), partial(read, whole[name]))]

    assert slow == []
