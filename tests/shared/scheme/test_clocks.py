from datetime import time
from typing import Any

import pytest
from pydantic import ValidationError

from shared.scheme.clocks import Digest, Escalation, EscalationTo, OfficeHours
from tests.shared.scheme.schemes import small_scheme


def test_a_scheme_that_says_nothing_of_clocks_has_those_of_an_office() -> None:
    scheme = small_scheme()

    assert (scheme.calendar.hours.open, scheme.calendar.hours.close, scheme.digest.time) == (
        time(8, 30),
        time(17, 15),
        time(8, 30),
    )
    assert [step.to for step in scheme.escalation.ladder] == [
        EscalationTo.DEPARTMENT,
        EscalationTo.DESK,
        EscalationTo.DESK_LEAD,
    ]


def step(days: int, to: str = "desk") -> dict[str, Any]:
    return {"overdue_business_days": days, "to": to}


@pytest.mark.parametrize(
    ("part", "data", "sentence"),
    [
        (OfficeHours, {"open": "17:15", "close": "08:30"}, "始業（open）は、終業（close）より前"),
        (Digest, {"time": "08:30:15"}, '時刻は "08:30" のように'),
        (Digest, {"time": "08:30Z"}, '時刻は "08:30" のように'),
        (Escalation, {"ladder": [step(3), step(1)]}, "少ない順に"),
        (Escalation, {"ladder": [step(3), step(3)]}, "重ならないように"),
        (Escalation, {"remind_business_days_before": [1, 3]}, "日数の多い順に"),
    ],
)
def test_clocks_that_cannot_be_are_refused(part: type[OfficeHours], data: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        part.model_validate(data)

    assert sentence in str(refusal.value)


def test_a_clock_reads_the_same_from_what_was_recorded_of_it() -> None:
    digest = Digest.model_validate({"time": "09:00"})

    assert Digest.model_validate(digest.model_dump(mode="json")) == digest
