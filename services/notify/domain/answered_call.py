"""The call a proposal answers, as everybody reads it: until when it is open, and when its result comes."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredCall:
    """A call (募集) with the two days its applicants are told."""

    number: str
    title: str
    closes_on: date
    results_by: date | None
