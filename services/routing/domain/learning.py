"""What a decided case teaches, and who is meant by it today."""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from typing import Final

from services.routing.domain.case import Case
from services.routing.domain.suggestion import EarlierCase, Learned
from services.routing.domain.terms import all_terms_of, readable, terms_of

_SPACES: Final = re.compile(r"[^\S\n]+")
# The department in force that does what a department did; None where nobody followed it.
Today = Callable[[str], str | None]


def decided_for(case: Case) -> tuple[str, ...]:
    """Return the departments whose offers stand, the lead first and the others in the order they were asked."""
    standing = [(offer.department, offer.lead) for offer in case.offers if offer.department in case.offered]
    return tuple(dict.fromkeys(code for code, _ in sorted(standing, key=lambda one: not one[1]) if code))


def terms_to_learn(abstract: str, *, openly: str, kept_back: str, names: str) -> frozenset[str]:
    """Return the terms of an abstract without those that hold a word of *names*, or one said in *kept_back* alone.

    *names* is who proposes, one name a line: it is left out wherever else it is said, but for the fields of work it
    belongs to, which name nobody. *kept_back* is what the proposer marked for protection; *openly* is what else was
    said.
    """
    # However thick they are: a word that is overlooked here would be learned.
    hidden = all_terms_of(kept_back) - all_terms_of(openly)
    # Written with a space by one and without it by another.
    called = readable(all_terms_of(f"{names}\n{_SPACES.sub('', names)}"))
    said = {term for term in terms_of(abstract) if not _holds_any(term, hidden)}
    return frozenset(said - {word for word in readable(said) if _holds_any(word, called)})


def _holds_any(term: str, hidden: AbstractSet[str]) -> bool:
    return any(term[start:end] in hidden for start in range(len(term)) for end in range(start + 1, len(term) + 1))


def as_of_today(learned: Learned, today: Today) -> Learned:
    """Return what was learned, said of those who do the work today; where nobody followed, it is gone."""
    # The same departments stand at hundreds of terms; each is followed once.
    heir = cache(today)
    return replace(
        learned,
        spread={term: share for term, counts in learned.spread.items() if (share := _moved(counts, heir))},
        decided=_moved(learned.decided, heir),
        terms=_moved(learned.terms, heir),
        earlier=tuple(moved for one in learned.earlier if (moved := _moved_case(one, heir)).departments),
    )


def _moved(counts: Mapping[str, float], today: Today) -> dict[str, float]:
    moved: dict[str, float] = {}
    for department, count in sorted(counts.items()):
        if (heir := today(department)) is not None:
            moved[heir] = moved.get(heir, 0.0) + count
    return moved


def _moved_case(case: EarlierCase, today: Today) -> EarlierCase:
    heirs = (today(department) for department in case.departments)
    return replace(case, departments=tuple(dict.fromkeys(heir for heir in heirs if heir is not None)))
