"""What is measured of guesses, each exactly as docs/routing.md defines it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# Of so many first guesses one may be wrong.
_ONE_WRONG_OF = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One text: where it belongs, and what was guessed, best first, with a confidence of 0 to 1."""

    area: str
    acceptable: frozenset[str]
    guessed: tuple[str, ...]
    confidence: float

    @property
    def first(self) -> str | None:
        """Return the first guess, if there was any."""
        return self.guessed[0] if self.guessed else None

    @property
    def accepted(self) -> bool:
        """Return whether the first guess would be right."""
        return self.first in self.acceptable


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of an evaluation; shares are 0 to 1, the time is processor time in milliseconds."""

    n: int
    top1: float
    acceptable_top1: float
    top3: float
    macro_f1: float
    coverage_at_20_percent_error: float
    ms_per_text: float


def figures_of(measured: Sequence[Measured], *, seconds: float) -> Figures:
    """Return the figures of texts that took *seconds* of the processor together; there must be at least one."""
    n = len(measured)
    return Figures(
        n=n,
        top1=sum(one.first == one.area for one in measured) / n,
        acceptable_top1=sum(one.accepted for one in measured) / n,
        top3=sum(not one.acceptable.isdisjoint(one.guessed[:3]) for one in measured) / n,
        macro_f1=macro_f1(measured),
        coverage_at_20_percent_error=coverage(measured),
        ms_per_text=seconds * 1000 / n,
    )


def macro_f1(measured: Sequence[Measured]) -> float:
    """Return the mean F1 of the first guess over all areas that some text has or that were guessed."""
    right = Counter(one.area for one in measured if one.first == one.area)
    filed = Counter(one.area for one in measured)
    guessed = Counter(one.first for one in measured if one.first is not None)
    areas = sorted(filed.keys() | guessed.keys())
    return sum(2 * right[area] / (filed[area] + guessed[area]) for area in areas) / len(areas)


def coverage(measured: Sequence[Measured]) -> float:
    """Return the greatest share of texts, the most confident first, with at most 20 % wrong first guesses.

    Texts of one confidence are taken together or not at all: no threshold could part them.
    """
    ranked = sorted(measured, key=lambda one: -one.confidence)
    covered = wrong = 0
    for taken, one in enumerate(ranked, start=1):
        wrong += not one.accepted
        threshold = taken == len(ranked) or ranked[taken].confidence < one.confidence
        if threshold and wrong * _ONE_WRONG_OF <= taken:
            covered = taken
    return covered / len(ranked)
