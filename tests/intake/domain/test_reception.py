from collections.abc import Mapping
from datetime import date

import pytest

from services.intake.domain.reception import reception_of, values_of
from shared.events import Channel

TODAY = date(2026, 11, 22)
DAYS = [("", "", ""), ("2026", "2", "30"), ("2026", "11", "23"), ("2023", "1", "1")]


def received(year: str, month: str, day: str, **changes: str) -> Mapping[str, str]:
    parts = {"year": year, "month": month, "day": day}
    return {"entry.channel": "paper", **{f"entry.received_on-{part}": text for part, text in parts.items()}} | changes


def test_what_was_received_is_read_and_written_back_alike() -> None:
    reception, wrong = reception_of(received("R8", "4", "1"), today=TODAY)

    assert reception is not None
    assert (reception.channel, reception.received_on, wrong) == (Channel.PAPER, date(2026, 4, 1), {})
    assert reception_of(values_of(reception, today=TODAY, by=""), today=TODAY) == (reception, {})


@pytest.mark.parametrize(("year", "month", "day"), DAYS)
def test_a_day_that_cannot_be_is_named(year: str, month: str, day: str) -> None:
    reception, wrong = reception_of(received(year, month, day), today=TODAY)

    assert (reception, list(wrong)) == (None, ["entry.received_on"])


def test_only_the_ways_of_the_desk_are_ways() -> None:
    changes = {"entry.channel": "mail", "entry.received_by": "名" * 61}
    _, wrong = reception_of(received("2026", "11", "20", **changes), today=TODAY)

    assert list(wrong) == ["entry.channel", "entry.received_by"]
