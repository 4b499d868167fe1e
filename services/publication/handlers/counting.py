"""Count cases for everybody."""

from collections.abc import Sequence

from services.publication.domain.public_case import case_after
from services.publication.ports import Work
from shared.events import Fact, Recorded


async def count_cases(heard: Sequence[Recorded[Fact]], work: Work) -> None:
    """Count what facts tell of cases, in whatever order they come; a second or late copy of one changes nothing."""
    await work.cases.keep(case_after(one) for one in heard)
