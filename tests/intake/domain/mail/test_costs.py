"""Reading costs what docs/mail.md says, whatever a mail is made of."""

import pytest

from tests.intake.domain.mail.costs import bench_mails, bombs, cost

_SHARE = 0.2  # What grows with the square of its size is still far over its share of the time.


@pytest.mark.parametrize("name", bench_mails())
def test_an_office_mail_of_20_kb_takes_a_few_milliseconds(name: str) -> None:
    # The figure is 2 ms on a machine at rest; beside other tests the same work takes longer.
    assert cost(bench_mails()[name], 20) < 0.004


def test_no_mail_keeps_its_reader_busy() -> None:
    slow = {name: seconds for name, raw in bombs(_SHARE).items() if (seconds := cost(raw)) > 2}

    assert slow == {}
