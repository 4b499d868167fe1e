"""Whether enough speaks for a department: one word alone may have strayed into a text."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from services.routing.domain.duty_lines import Line, outermost
from services.routing.domain.evidence import Witness
from services.routing.domain.terms import LONGEST, fields_among, readable

_MOST: Final = 0.6
_MUCH: Final = 0.35
_AHEAD: Final = 3
_BESIDE: Final = 0.4  # As much must speak for another department beside the first, and for it alone.
_HEARD: Final = 0.1  # The share below which nobody is asked beside the first, whatever speaks for it alone.
_MOST_BESIDE: Final = 2


def stands_out(shares: Mapping[str, float], together: Sequence[str]) -> bool:
    """Return whether the first of *shares* and those together with it have most of it, or the first far the most."""
    first, second, *_ = (*shares.values(), 0.0, 0.0)
    return first + sum(shares[one] for one in together) >= _MOST or (first >= _MUCH and first >= _AHEAD * second)


def is_more_than_a_stray_word(
    speaking: AbstractSet[str], said: AbstractSet[str], said_of: Mapping[str, Sequence[str]]
) -> bool:
    """Return whether two words of the text stand behind the terms *speaking*, or one in two different compounds.

    A field is no word of its own: the words *said_of* it are.
    """
    in_fields = (word for field in fields_among(speaking) for word in said_of.get(field, ()))
    words = outermost((*sorted(readable(speaking)), *in_fields))
    return len(words) > 1 or any(len(_compounds(word, said)) > 1 for word in words)


def asked_beside(
    shares: Mapping[str, float], heard: Mapping[str, Witness], standing: Mapping[str, Mapping[str, Sequence[Line]]]
) -> tuple[str, ...]:
    """Return who should be asked beside the first of *shares*, because much speaks for them and not for it.

    Part of one word of a duty is not enough: 学校 says nothing of 学校給食.
    """
    left = dict(heard)
    found: list[str] = []
    enough: float | None = None
    for department, share in shares.items():
        own = {term for term, one in left.items() if one.speaks_for.get(department, 0.0) >= one.loudest / 2}
        worth = sum(heard[term].worth(department) for term in sorted(own))
        if enough is None:
            enough = worth * _BESIDE
        elif share < _HEARD or worth < enough or not _names_a_duty(own, standing[department]):
            continue
        else:
            found.append(department)
        left = {term: one for term, one in left.items() if term not in own}
    return tuple(found[:_MOST_BESIDE])


def _names_a_duty(speaking: AbstractSet[str], lines: Mapping[str, Sequence[Line]]) -> bool:
    """Return whether a whole word of a duty is among the words *speaking*, or two of them."""
    words = outermost(sorted(readable(speaking)))
    return len(words) > 1 or any(word in line.runs for word in words for line in lines.get(word, ()))


def _compounds(word: str, said: AbstractSet[str]) -> tuple[str, ...]:
    """Return the longest stretches of the text around *word*; of a longer run, stretches are cut anywhere."""
    return outermost(sorted(term for term in readable(said) if word in term and len(term) < LONGEST))
