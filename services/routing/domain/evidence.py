"""How much the terms of a text speak for each department: complement naive Bayes over duties and decided cases.

A line of the duties counts like cases decided beforehand, so an office begins with what its rules say, and what it
decides outweighs them little by little. Nothing but counts enters: what was added can be taken away again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import exp, log
from typing import Final, Protocol

from services.routing.domain.terms import FIELD, HEADING

# All of them were chosen on the five folds and the trees of docs/routing.md; none of them matters much.
_LINE: Final = 4  # As many decided cases as one line of the duties is worth.
_UNSEEN: Final = 2.0  # Cases of other departments that are assumed without having been seen.
_STRAY: Final = 2.0  # The first cases of a department may have gone astray.
_THIN: Final = 2.0  # The weight a view must have to say half of what it would say with much.
_SHARPNESS: Final = 2.0  # With it a share among five says about how often the first is right.


class Counts(Protocol):
    """Decided cases per department: those in which a term stood, all of them, and the terms of all of them."""

    @property
    def spread(self) -> Mapping[str, Mapping[str, float]]: ...
    @property
    def decided(self) -> Mapping[str, float]: ...
    @property
    def terms(self) -> Mapping[str, float]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A term as a witness: how telling it is, and how much it speaks for each department and for the first."""

    weight: float
    speaks_for: Mapping[str, float]
    loudest: float

    def worth(self, department: str) -> float:
        """Return how much the term does for a department."""
        return self.weight * self.speaks_for.get(department, 0.0)


class Prior:
    """What the duties of the departments say before anything was decided."""

    def __init__(self, lines: Iterable[tuple[str, AbstractSet[str]]]) -> None:
        """Count the terms of *lines*, each with the department it belongs to."""
        self._spread: dict[str, Counter[str]] = {}
        self._terms: Counter[str] = Counter()
        self._cases = 0
        for department, terms in lines:
            self._cases += _LINE
            self._terms[department] += _LINE * len(terms)
            for term in terms:
                self._spread.setdefault(term, Counter())[department] += _LINE

    def heard(self, terms: AbstractSet[str], learned: Counts) -> dict[str, Witness]:
        """Return what those of *terms* say that stand in a duty or in decided cases, in the order of the terms."""
        cases = self._cases + sum(learned.decided.values())
        proven = {code: max(0.0, 1 - _STRAY / count) for code, count in learned.decided.items()}
        heard = {}
        for term in sorted(term for term in terms if term in self._spread or term in learned.spread):
            spread: Mapping[str, float] = self._spread.get(term, {})
            if (taught := learned.spread.get(term)) is not None:
                spread = _added(spread, {code: count * proven.get(code, 0.0) for code, count in taught.items()})
            if total := sum(spread.values()):
                heard[term] = _witness(spread, total, cases)
        return heard

    def expected(self, learned: Counts) -> dict[str, float]:
        """Return how much a department must be held back for the part of all terms that is its own."""
        of = _added(self._terms, learned.terms)
        total = sum(of[department] for department in sorted(of))
        return {department: log((total - own + _UNSEEN) / (total + _UNSEEN)) for department, own in of.items()}


def scores_of(heard: Mapping[str, Witness], expected: Mapping[str, float]) -> dict[str, float]:
    """Return the score of each department that something speaks for.

    Words, fields and the fields of the heading are three views of the text; each says its mean.
    """
    views: dict[str, list[Witness]] = {}
    for term, one in heard.items():
        views.setdefault(term[0] if term[0] in (FIELD, HEADING) else "", []).append(one)
    scores: dict[str, float] = {}
    for view in sorted(views):
        weight = sum(one.weight for one in views[view]) + _THIN
        for one in views[view]:
            part = one.weight / weight
            for department, speaks in one.speaks_for.items():
                scores[department] = scores.get(department, 0.0) + part * speaks
    return {code: score + len(views) * expected.get(code, 0.0) for code, score in scores.items()}


def shares_of(scores: Mapping[str, float]) -> dict[str, float]:
    """Return the scores as parts of one."""
    best = max(scores.values(), default=0.0)
    parts = {code: exp(_SHARPNESS * (score - best)) for code, score in scores.items()}
    whole = sum(parts[code] for code in sorted(parts))
    return {code: part / whole for code, part in parts.items()}


def _witness(spread: Mapping[str, float], total: float, cases: float) -> Witness:
    all_seen = total + _UNSEEN
    speaks_for = {code: log(all_seen / (all_seen - count)) for code, count in spread.items() if count}
    return Witness(weight=log(1 + cases / total), speaks_for=speaks_for, loudest=max(speaks_for.values()))


def _added(one: Mapping[str, float], other: Mapping[str, float]) -> Mapping[str, float]:
    if not one or not other:
        return one or other
    return {code: one.get(code, 0.0) + other.get(code, 0.0) for code in sorted(one.keys() | other.keys())}
