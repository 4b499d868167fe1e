"""An explainable guess at the departments in charge: from their duties, and from what was decided before.

It ranks and gives its reasons; people decide.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.routing.domain.duty_lines import Line, lines_of, outermost, standing, words_by_field
from services.routing.domain.evidence import Prior, Witness, scores_of, shares_of
from services.routing.domain.sureness import asked_beside, is_more_than_a_stray_word, stands_out
from services.routing.domain.terms import FIELD, readable

_COMPARED: Final = 5
_REASONS: Final = 3
_LINES: Final = 2  # The third reason is for what was decided before.
_WORDS: Final = 4
_CASES: Final = 3
_LOOKED_AT: Final = 16  # Words of which the longest are shown.


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """A department and what its rules say it does; *bureau* is what it belongs to, by its name."""

    code: str
    name: str
    duties: tuple[str, ...]
    bureau: str = ""


class Ground(StrEnum):
    """What a reason rests on."""

    DUTY = "duty"  # 事務分掌
    NAME = "name"  # 課の名称
    EARLIER = "earlier"  # これまでの送付


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Words of the proposal found in one duty, in the department's name, or in earlier cases sent to it.

    `words` are to be shown, in the normalised spelling; `duty` is the duty or name as the chart writes it;
    `cases` are the earlier cases, to be named only to who may open them. `field` is what the duty and the words have in
    common, by its readable name, where no word of the duty stands in the text; else empty.
    """

    words: tuple[str, ...]
    duty: str = ""
    ground: Ground = Ground.DUTY
    cases: tuple[UUID, ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A department with its reasons; *share* is its part among the first five, about how often it would be right."""

    department: str
    share: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Departments, best first; *sure* is False where a person must not take the first for granted.

    `lead` is who should lead when the ranking is sure (else None); `together` are departments that should be asked
    beside it, because the text spans their fields too.
    """

    suggestions: tuple[Suggestion, ...]
    sure: bool
    lead: str | None = None
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCase:
    """A decided case that shares terms with the text, the lead first among its departments."""

    case_id: UUID
    departments: tuple[str, ...]
    shared: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What the desk's decisions say about the terms of one text; only terms of at least three cases are in it.

    `spread` says of each such term in how many decided cases of each department it stood, `decided` how many cases
    each department was given at all, `terms` how many (case, term) pairs that were; departments are those in force.
    """

    spread: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    decided: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[str, float] = field(default_factory=dict)
    earlier: tuple[EarlierCase, ...] = ()


NOTHING_LEARNED = Learned()


class Directory:
    """The departments of a desk and their duties, read once so that many texts can be compared with them.

    A text costs one look per term, however many departments there are.
    """

    def __init__(self, departments: Sequence[Duties]) -> None:
        """Read the duties and names of *departments*."""
        lines = {one.code: lines_of(filter(None, (one.name, one.bureau)), one.duties) for one in departments}
        self._standing = {code: standing(found) for code, found in lines.items()}
        self._prior = Prior((code, line.terms) for code, found in lines.items() for line in found)

    def rank(self, terms: AbstractSet[str], learned: Learned = NOTHING_LEARNED, *, most: int = 5) -> Ranking:
        """Rank the departments for a text of these *terms*, with at most *most* suggestions; maybe none."""
        heard = self._prior.heard(terms, learned)
        scores = {
            code: score
            for code, score in scores_of(heard, self._prior.expected(learned)).items()
            if code in self._standing
        }
        ranked = sorted(scores, key=lambda code: (-scores[code], code))
        shares = shares_of({code: scores[code] for code in ranked[:_COMPARED]})
        said_of = words_by_field(terms)
        together = asked_beside(shares, heard, self._standing)
        sure = stands_out(shares, together) and is_more_than_a_stray_word(
            {term for term, one in heard.items() if ranked[0] in one.speaks_for}, terms, said_of
        )
        return Ranking(
            suggestions=tuple(
                Suggestion(
                    department=code,
                    share=shares[code],
                    reasons=(*self._duties(code, terms, heard, said_of), *_before(code, heard, learned))[:_REASONS],
                )
                for code in ranked[: min(most, _COMPARED)]
            ),
            sure=sure,
            lead=ranked[0] if sure else None,
            together=together if sure else (),
        )

    def _duties(
        self,
        department: str,
        terms: AbstractSet[str],
        heard: Mapping[str, Witness],
        said_of: Mapping[str, Sequence[str]],
    ) -> tuple[Reason, ...]:
        """Return the lines that say the most for the department, with the words of the text that belong there."""
        worth: dict[Line, float] = {}
        lines = self._standing[department]
        for term in heard:
            if term in lines:
                one = heard[term].worth(department)
                for line in lines[term]:
                    worth[line] = worth.get(line, 0.0) + one
        shown: set[str] = set()
        found: list[Reason] = []
        for line in sorted(worth, key=lambda one: -worth[one]):
            if len(found) == _LINES:
                break
            words: Sequence[str] = line.words(terms)
            spoken = ""
            if not words:
                known = [one for one in line.fields_of(said_of) if FIELD + one in heard]
                spoken = max(known, key=lambda one: heard[FIELD + one].worth(department), default="")
                words = said_of.get(spoken, ())
            if shown.issuperset(words[:_WORDS]):
                continue
            shown.update(words[:_WORDS])
            ground = Ground.NAME if line.is_name else Ground.DUTY
            found.append(Reason(words=tuple(words[:_WORDS]), duty=line.written, ground=ground, field=spoken))
        return tuple(found)


def _before(department: str, heard: Mapping[str, Witness], learned: Learned) -> Iterator[Reason]:
    """Return the words that stood in earlier cases of the department, with those of the cases that are most alike."""
    taught = [term for term in heard if department in learned.spread.get(term, {})]
    if not taught:
        return
    alike = [case for case in learned.earlier if department in case.departments][:_CASES]
    shared = {term for case in alike for term in case.shared}
    known = readable(shared.intersection(taught) or taught)
    words = outermost(sorted(known, key=lambda word: (-heard[word].worth(department) * len(word), word))[:_LOOKED_AT])
    if words:
        cases = tuple(case.case_id for case in alike)
        yield Reason(words=tuple(words[:_WORDS]), ground=Ground.EARLIER, cases=cases)
