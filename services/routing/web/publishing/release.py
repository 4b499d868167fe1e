"""A press release (報道発表資料案), whatever it is written into."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a press release says, from top to bottom."""

    number: str
    day: str
    embargo: str
    issuer: str
    title: str
    lead: str
    sections: tuple[tuple[str, str], ...]
    contact: str
