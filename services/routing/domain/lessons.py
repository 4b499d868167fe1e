"""What a desk's decisions teach, kept in memory: counts that are added with a case and subtracted with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from uuid import UUID

from services.routing.domain.suggestion import EarlierCase, Learned

CASES_OF_A_TERM = 3
EARLIER = 10
_RARE = 60  # Cases of a term up to which it is cheap to look at each of them.
WHOLE = 1 << 20  # A case in parts, for it may be shared out among departments.


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A decided case: its terms, its departments with the lead first, and how many cases it counts for."""

    case_id: UUID
    terms: frozenset[str]
    departments: tuple[str, ...]
    weight: float = 1.0


class Lessons:
    """The lessons of one desk; a lesson given again replaces the one its case gave before."""

    def __init__(self) -> None:
        """Begin with nothing learned."""
        self._lessons: dict[UUID, Lesson] = {}
        self._standing: dict[str, set[UUID]] = {}
        self._spread: dict[str, Counter[str]] = {}
        self._decided: Counter[str] = Counter()
        self._terms: Counter[str] = Counter()

    def add(self, case_id: UUID, terms: AbstractSet[str], departments: Sequence[str], weight: float = 1.0) -> None:
        """Learn that a case of these *terms* was for *departments*, the lead first."""
        self.take_back(case_id)
        lesson = Lesson(case_id=case_id, terms=frozenset(terms), departments=tuple(departments), weight=weight)
        self._lessons[case_id] = lesson
        for term in lesson.terms:
            self._standing.setdefault(term, set()).add(case_id)
        self._count(lesson, times=1)

    def take_back(self, case_id: UUID) -> None:
        """Forget the lesson of a case; afterwards nothing of it is left."""
        lesson = self._lessons.pop(case_id, None)
        if lesson is None:
            return
        self._count(lesson, times=-1)
        for term in lesson.terms:
            self._standing[term].discard(case_id)
            if not self._standing[term]:
                del self._standing[term], self._spread[term]

    def about(self, terms: AbstractSet[str]) -> Learned:
        """Return what was learned about *terms*; a term counts from three cases on."""
        known = sorted(term for term in terms if len(self._standing.get(term, ())) >= CASES_OF_A_TERM)
        return Learned(
            spread={term: _cases(self._spread[term]) for term in known},
            decided=_cases(self._decided),
            terms=_cases(self._terms),
            earlier=self._earlier(known),
        )

    def _count(self, lesson: Lesson, *, times: int) -> None:
        # Whole numbers: what was added can be subtracted to the last digit, in any order.
        part = times * round(WHOLE * lesson.weight / max(1, len(lesson.departments)))
        for department in lesson.departments:
            self._decided[department] += part
            self._terms[department] += part * len(lesson.terms)
            for term in lesson.terms:
                self._spread.setdefault(term, Counter())[department] += part

    def _earlier(self, known: Sequence[str]) -> tuple[EarlierCase, ...]:
        """Return the lessons that share the most, a term counting the less the more cases it stands in."""
        rare = [term for term in known if len(self._standing[term]) <= _RARE]
        common = {term: self._part(term) for term in known if len(self._standing[term]) > _RARE}
        likeness = self._likeness(rare)
        # A case that shares no rare term has at most this, and most of a desk's cases are like that.
        most = sum(common.values())
        last = min(nlargest(EARLIER, likeness.values()), default=0)
        if len(likeness) < EARLIER or last <= most:
            likeness = self._likeness(known)
        else:
            likeness = {
                case_id: like + sum(common[term] for term in self._lessons[case_id].terms.intersection(common))
                for case_id, like in likeness.items()
                if like + most >= last
            }
        best = nsmallest(EARLIER, likeness, key=lambda case_id: (-likeness[case_id], case_id))
        return tuple(
            EarlierCase(
                case_id=case_id,
                departments=self._lessons[case_id].departments,
                shared=self._lessons[case_id].terms.intersection(known),
            )
            for case_id in best
        )

    def _likeness(self, terms: Iterable[str]) -> dict[UUID, int]:
        likeness: dict[UUID, int] = {}
        for term in terms:
            part = self._part(term)
            for case_id in self._standing[term]:
                likeness[case_id] = likeness.get(case_id, 0) + part
        return likeness

    def _part(self, term: str) -> int:
        return round(WHOLE / len(self._standing[term]))


def _cases(parts: Mapping[str, int]) -> dict[str, float]:
    """Return counted parts as numbers of cases, without the departments nothing is left of."""
    return {department: count / WHOLE for department, count in parts.items() if count > 0}
