"""What rules say of past cases beside what the desk decided: counted, to be judged by a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from services.routing.domain.rules import RuleHit, leading
from services.routing.domain.succession import Succession


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedCase:
    """What one set of rules says of one case, and whom the desk asked; departments are those of today."""

    receipt: str
    hits: tuple[RuleHit, ...]
    decided: tuple[str, ...]

    @property
    def leading(self) -> tuple[str, ...]:
        """Return the departments that the hits of the highest priority point to."""
        return leading(self.hits)

    @property
    def agrees(self) -> bool | None:
        """Tell whether the desk asked one of the leading departments; None where nothing hit or nobody was asked."""
        return bool(set(self.leading) & set(self.decided)) if self.hits and self.decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTally:
    """How often one rule hit; of the cases the desk decided, how often its department was asked, and how often not."""

    number: int
    hits: int
    agrees: int
    contradicts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleConflict:
    """Two rules of one priority that hit the same cases and point to different departments."""

    rules: tuple[int, int]
    departments: tuple[str, str]
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one set of rules says of many cases."""

    with_hit: int
    agrees: int
    contradicts: int
    rules: tuple[RuleTally, ...]
    conflicts: tuple[RuleConflict, ...]


def try_rules(receipt: str, hits: Iterable[RuleHit], decided: Iterable[str], succession: Succession) -> TriedCase:
    """Return what the rules that hit say of a case, with every department followed to who does its work today."""
    return TriedCase(
        receipt=receipt,
        hits=tuple(replace(hit, department=succession.today(hit.department) or hit.department) for hit in hits),
        decided=tuple(dict.fromkeys(succession.today(code) or code for code in decided)),
    )


def tally(tried: Sequence[TriedCase], rules: int) -> Tally:
    """Count what *rules* many rules say of these cases."""
    return Tally(
        with_hit=sum(bool(one.hits) for one in tried),
        agrees=sum(one.agrees is True for one in tried),
        contradicts=sum(one.agrees is False for one in tried),
        rules=_by_rule(tried, rules),
        conflicts=_conflicts(tried),
    )


def _by_rule(tried: Sequence[TriedCase], rules: int) -> tuple[RuleTally, ...]:
    asked: dict[int, list[bool | None]] = {number: [] for number in range(1, rules + 1)}
    for one in tried:
        for hit in one.hits:
            asked[hit.number].append(hit.department in one.decided if one.decided else None)
    return tuple(
        RuleTally(number=number, hits=len(found), agrees=found.count(True), contradicts=found.count(False))
        for number, found in asked.items()
    )


def _conflicts(tried: Sequence[TriedCase]) -> tuple[RuleConflict, ...]:
    found: dict[tuple[RuleHit, RuleHit], list[str]] = {}
    for one in tried:
        # What made a rule hit differs from case to case; which rule it is does not.
        bare = [RuleHit(number=hit.number, department=hit.department, priority=hit.priority) for hit in one.hits]
        for first, second in combinations(bare, 2):
            if first.priority == second.priority and first.department != second.department:
                found.setdefault((first, second), []).append(one.receipt)
    return tuple(
        RuleConflict(
            rules=(first.number, second.number),
            departments=(first.department, second.department),
            receipts=tuple(receipts),
        )
        for (first, second), receipts in sorted(found.items(), key=lambda item: [hit.number for hit in item[0]])
    )
