"""Facts as readers hear them: late, double, many at once."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from shared.events import Fact, Recorded

F = TypeVar("F", bound=Fact)


def once(facts: Sequence[Recorded[F]]) -> list[Recorded[F]]:
    """Return the first telling of each aggregate."""
    first: dict[UUID, Recorded[F]] = {}
    for one in facts:
        first.setdefault(one.aggregate_id, one)
    return list(first.values())
