"""The ranked sections as the case page shows them: how strong, on what ground, and with which words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.routing.domain.fields.reading import fields_of, words_in
from services.routing.domain.spelling import spelled_alike, spellings_of
from services.routing.domain.suggestion import Directory, Duties, Ground, Ranking, Reason, Suggestion
from services.routing.domain.terms import terms_of
from services.routing.storage.queries import DepartmentLine
from shared.web.highlights import Highlights

# What the eye follows from a word in the text to its section.
SIGNS: Final = "①②③④⑤⑥⑦⑧⑨⑩"
ANCHOR: Final = "word"
# A section for which less than this part of what speaks for the first one speaks.
_STILL_POSSIBLE: Final = 0.5
# So many sections are shown and marked, however little speaks for them: a choice needs something to choose from.
_ALWAYS_SHOWN: Final = 3


class Strength(StrEnum):
    """How much speaks for a section: a word, because a figure would promise more than is known."""

    STRONG = "strong"  # 有力
    POSSIBLE = "possible"  # 可能性あり
    FAINT = "faint"  # 参考


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReason:
    """One reason: the sentence it rests on, its words marked there, and earlier cases this person may open.

    `field` names what both speak of in different words; `unnamed` counts the earlier cases that are not this person's
    to open.
    """

    ground: Ground
    sentence: str
    words: tuple[str, ...]
    highlights: Highlights
    field: str = ""
    receipts: tuple[str, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedSection:
    """A section that may be in charge; `sign` stands beside its words in the text (empty: they are not marked)."""

    sign: str
    code: str
    name: str
    bureau: str
    strength: Strength
    lead: bool
    together: bool
    reasons: tuple[ShownReason, ...]

    @property
    def by_ground(self) -> list[tuple[Ground, list[ShownReason]]]:
        """Return the reasons by what they rest on, the office's own words first."""
        grounds = ((ground, [one for one in self.reasons if one.ground is ground]) for ground in Ground)
        return [(ground, reasons) for ground, reasons in grounds if reasons]

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the proposal that speak for the section, each once."""
        return tuple(dict.fromkeys(word for reason in self.reasons for word in reason.words))


def ranked_sections(
    ranking: Ranking,
    departments: Sequence[DepartmentLine],
    receipts: Mapping[UUID, str],
    *,
    leaving_out: frozenset[str] = frozenset(),
) -> tuple[RankedSection, ...]:
    """Return the sections to choose from, best first; *receipts* names the earlier cases this person may open."""
    known = {one.code: one for one in departments}
    left = [one for one in ranking.suggestions if one.department in known and one.department not in leaving_out]
    first = max((one.share for one in ranking.suggestions), default=0.0)
    sections: list[RankedSection] = []
    for place, (sign, one) in enumerate(zip(SIGNS, left, strict=False)):
        strength = _strength(one, ranking, first)
        section = RankedSection(
            # Words of which little follows would only be in the reader's way.
            sign=sign if place < _ALWAYS_SHOWN or strength is not Strength.FAINT else "",
            code=one.department,
            name=known[one.department].name,
            bureau=known[one.department].bureau,
            strength=strength,
            lead=ranking.sure and one.department == ranking.lead,
            together=ranking.sure and one.department in ranking.together,
            reasons=tuple(_shown(reason, receipts) for reason in one.reasons),
        )
        sections.append(section)
    return tuple(sections)


def highlights_of(sections: Sequence[RankedSection]) -> Highlights:
    """Return what marks the words of these sections in a proposal, each with the signs of its sections."""
    words: dict[str, str] = {}
    for section in (one for one in sections if one.sign):
        for word in section.words:
            words[word] = words.get(word, "") + section.sign
    return Highlights(words=words, spellings=spellings_of(words), anchor=ANCHOR)


def own_reasons(abstract: str | None, department: DepartmentLine | None) -> tuple[ShownReason, ...]:
    """Return which duties of a department its abstract speaks of: from the abstract alone, nothing of the proposal."""
    if not abstract or department is None:
        return ()
    own = Duties(code=department.code, name=department.name, duties=department.duties)
    ranking = Directory([own]).rank(terms_of(abstract))
    return tuple(_shown(reason, {}) for one in ranking.suggestions for reason in one.reasons)


def highlights_of_reasons(reasons: Sequence[ShownReason]) -> Highlights | None:
    """Return what marks the words of one section; None when there are none."""
    return _highlights(word for reason in reasons for word in reason.words) if reasons else None


def _strength(one: Suggestion, ranking: Ranking, first: float) -> Strength:
    if not ranking.sure:
        return Strength.FAINT
    near = one.share >= first * _STILL_POSSIBLE
    if one.department == ranking.lead or (near and one.department in ranking.together):
        return Strength.STRONG
    return Strength.POSSIBLE if near or one.department in ranking.together else Strength.FAINT


def _shown(reason: Reason, receipts: Mapping[UUID, str]) -> ShownReason:
    named = tuple(receipts[case] for case in reason.cases if case in receipts)
    return ShownReason(
        ground=reason.ground,
        sentence=reason.duty,
        words=reason.words,
        field=reason.field,
        highlights=_highlights((*reason.words, *_of_its_fields(reason))),
        receipts=named,
        unnamed=len(reason.cases) - len(named),
    )


def _highlights(words: Iterable[str]) -> Highlights:
    """Return what marks the words of one section, which need no sign."""
    unsigned = dict.fromkeys(words, "")
    return Highlights(words=unsigned, spellings=spellings_of(unsigned))


def _of_its_fields(reason: Reason) -> frozenset[str]:
    """Return the words of a duty that mean what the proposal says in other words: 水産業 where it says 養殖."""
    fields = fields_of(reason.words)
    return frozenset(word for word in words_in(spelled_alike(reason.duty)) if fields & fields_of([word]))
