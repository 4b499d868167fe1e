"""What thirty decisions change, and what is left of them when they are taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.routing.domain.evaluation.own_division import OwnDivision
from services.routing.domain.lessons import Lessons
from services.routing.domain.suggestion import Directory, Ranking
from services.routing.domain.terms import terms_of

_TOP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Shares of unseen texts whose section is among the first three, before and after the decisions.

    `restored` says that every ranking was the same to the last digit after the decisions were taken back.
    """

    division: OwnDivision
    before: float
    after: float
    restored: bool


def gain_of(division: OwnDivision, directory: Directory) -> Gain:
    """Decide, look what changed, and take the decisions back; nothing else was decided."""
    lessons = Lessons()
    asked = [terms_of(text) for text in division.asked]

    def rankings() -> list[Ranking]:
        return [directory.rank(terms, lessons.about(terms)) for terms in asked]

    before = rankings()
    for number, text in enumerate(division.decided):
        lessons.add(UUID(int=number), terms_of(text), (division.section,))
    after = rankings()
    for number in range(len(division.decided)):
        lessons.take_back(UUID(int=number))
    return Gain(
        division=division,
        before=_top3(before, division.section),
        after=_top3(after, division.section),
        restored=rankings() == before,
    )


def gains_as_data(gains: Sequence[Gain]) -> dict[str, Any]:
    """Return at least one gain, with their mean and the least, as JSON-ready data."""
    gained = [one.after - one.before for one in gains]
    return {
        "mean_gain": round(sum(gained) / len(gained), 4),
        "least_gain": round(min(gained), 4),
        "restored": all(one.restored for one in gains),
        "divisions": [
            {
                "area": one.division.area,
                "section": one.division.section,
                "decided": len(one.division.decided),
                "n": len(one.division.asked),
                "top3_before": round(one.before, 4),
                "top3_after": round(one.after, 4),
            }
            for one in gains
        ],
    }


def _top3(rankings: Sequence[Ranking], section: str) -> float:
    found = [section in [one.department for one in ranking.suggestions[:_TOP]] for ranking in rankings]
    return sum(found) / len(found)
