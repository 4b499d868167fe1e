"""What the points of an application come to; pure, and the same wherever they are shown."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def weighted(points: Sequence[int], weights: Sequence[int]) -> Decimal:
    """Return what one person's points come to, each criterion weighing as much as it should."""
    total = sum((Decimal(point) * weight for point, weight in zip(points, weights, strict=True)), Decimal())
    return total / sum(weights)


def mean(points_of_each: Iterable[Sequence[int]], weights: Sequence[int]) -> Decimal | None:
    """Return the mean of what all persons gave, to two places; None where nobody gave any."""
    each = [weighted(points, weights) for points in points_of_each]
    if not each:
        return None
    return (sum(each, Decimal()) / len(each)).quantize(_CENT, ROUND_HALF_UP)
