"""Between which departments proposals go to and fro: each return names who else, and some of these name back."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.routing.domain.succession import Succession


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One offer that came back: who returned it and whom it named."""

    case_id: UUID
    receipt: str
    department: str
    named: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOfReturns:
    """Two departments as they are called today, of which the first named the second at least as often as it was named.

    `to_and_fro` are the cases in which each named the other.
    """

    first: str
    second: str
    there: int
    back: int
    receipts: tuple[str, ...]
    to_and_fro: tuple[str, ...]


def pairs_of(returns: Iterable[Returned], succession: Succession) -> list[PairOfReturns]:
    """Return the pairs, those with most trouble first: what went both ways weighs more than what went one.

    A department that ended counts as the one that followed it; what came between two that are one today is over.
    """
    ways: dict[frozenset[str], list[tuple[str, str]]] = defaultdict(list)
    for one in returns:
        department, named = (succession.today(code) or code for code in (one.department, one.named))
        if department != named:
            ways[frozenset({department, named})].append((department, one.receipt))
    pairs = [_pair(sorted(both), ways_of_pair) for both, ways_of_pair in ways.items()]
    return sorted(pairs, key=lambda one: (-one.back, -len(one.to_and_fro), -one.there, one.first, one.second))


def _pair(both: list[str], ways: list[tuple[str, str]]) -> PairOfReturns:
    counts = Counter(department for department, _ in ways)
    first, second = sorted(both, key=lambda code: (-counts[code], code))
    of_first, of_second = ({receipt for code, receipt in ways if code == one} for one in (first, second))
    return PairOfReturns(
        first=first,
        second=second,
        there=counts[first],
        back=counts[second],
        receipts=tuple(dict.fromkeys(receipt for _, receipt in ways)),
        to_and_fro=tuple(sorted(of_first & of_second)),
    )
