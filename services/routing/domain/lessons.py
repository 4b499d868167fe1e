"""What a desk's decisions teach, kept in memory: counts that are added with a case and subtracted with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, count
from uuid import UUID

from services.routing.domain.suggestion import EarlierCase, Learned

CASES_OF_A_TERM = 3
EARLIER = 10
NEAR = 30  # Cases that are compared in all they share.
LOOKS = 500  # Cases that are looked at, one for each rare term they share.
WHOLE = 1 << 20  # A case in parts, for it may be shared out among departments.


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A decided case: its terms, its departments with the lead first, and how many cases it counts for."""

    case_id: UUID
    terms: frozenset[str]
    departments: tuple[str, ...]
    weight: float = 1.0


def rarest(cases: Mapping[str, int]) -> list[str]:
    """Return the terms that tell cases apart, the rarest first, as many as together stand in few enough cases.

    So looking for what is alike costs the same, however much was decided.
    """
    ordered = sorted(cases, key=lambda term: (cases[term], term))
    looks = accumulate(cases[term] for term in ordered)
    return [term for term, looked in zip(ordered, looks, strict=True) if looked <= LOOKS]


def part_of(cases: int) -> int:
    """Return what a shared term counts for that stands in so many cases: the less, the more they are."""
    return round(WHOLE / cases)


class Lessons:
    """The lessons of one desk; a lesson given again replaces the one its case gave before."""

    def __init__(self) -> None:
        """Begin with nothing learned."""
        # Cases are numbered: counting by number costs a third of counting by id.
        self._numbers: dict[UUID, int] = {}
        self._next = count()
        self._lessons: dict[int, Lesson] = {}
        self._standing: dict[str, set[int]] = {}
        self._spread: dict[str, Counter[str]] = {}
        self._decided: Counter[str] = Counter()
        self._terms: Counter[str] = Counter()

    def add(self, case_id: UUID, terms: AbstractSet[str], departments: Sequence[str], weight: float = 1.0) -> None:
        """Learn that a case of these *terms* was for *departments*, the lead first."""
        self.take_back(case_id)
        lesson = Lesson(case_id=case_id, terms=frozenset(terms), departments=tuple(departments), weight=weight)
        number = self._numbers[case_id] = next(self._next)
        self._lessons[number] = lesson
        for term in lesson.terms:
            self._standing.setdefault(term, set()).add(number)
        self._count(lesson, times=1)

    def take_back(self, case_id: UUID) -> None:
        """Forget the lesson of a case; afterwards nothing of it is left."""
        number = self._numbers.pop(case_id, None)
        if number is None:
            return
        lesson = self._lessons.pop(number)
        self._count(lesson, times=-1)
        for term in lesson.terms:
            self._standing[term].discard(number)
            if not self._standing[term]:
                del self._standing[term], self._spread[term]

    def about(self, terms: AbstractSet[str]) -> Learned:
        """Return what was learned about *terms*; a term counts from three cases on."""
        found = {term: len(self._standing[term]) for term in terms if term in self._standing}
        cases = {term: found[term] for term in sorted(found) if found[term] >= CASES_OF_A_TERM}
        return Learned(
            spread={term: _cases(self._spread[term]) for term in cases},
            decided=_cases(self._decided),
            terms=_cases(self._terms),
            earlier=self._earlier(cases),
        )

    def _count(self, lesson: Lesson, *, times: int) -> None:
        # Whole numbers: what was added can be subtracted to the last digit, in any order.
        part = times * round(WHOLE * lesson.weight / max(1, len(lesson.departments)))
        for department in lesson.departments:
            self._decided[department] += part
            self._terms[department] += part * len(lesson.terms)
            for term in lesson.terms:
                self._spread.setdefault(term, Counter())[department] += part

    def _earlier(self, cases: Mapping[str, int]) -> tuple[EarlierCase, ...]:
        """Return the lessons that share the most, a term counting the less the more cases it stands in."""
        rare = rarest(cases)
        near: dict[int, int] = {}
        for term in rare:
            part = part_of(cases[term])
            for number in self._standing[term]:
                near[number] = near.get(number, 0) + part
        common = {term: part_of(cases[term]) for term in cases.keys() - rare}
        likeness = {}
        for number in self._best(near, NEAR):
            shared = self._lessons[number].terms.intersection(common)
            likeness[number] = near[number] + sum(map(common.__getitem__, shared))
        return tuple(
            EarlierCase(case_id=one.case_id, departments=one.departments, shared=one.terms.intersection(cases))
            for one in (self._lessons[number] for number in self._best(likeness, EARLIER))
        )

    def _best(self, likeness: Mapping[int, int], most: int) -> list[int]:
        # Most cases share little; what cannot be among the best is left out before anything is put in order.
        least = min(sorted(likeness.values(), reverse=True)[:most], default=0)
        best = (number for number, like in likeness.items() if like >= least)
        return sorted(best, key=lambda number: (-likeness[number], self._lessons[number].case_id.int))[:most]


def _cases(parts: Mapping[str, int]) -> dict[str, float]:
    """Return counted parts as numbers of cases, without the departments nothing is left of."""
    return {department: count / WHOLE for department, count in parts.items() if count > 0}
