"""What publication does with what it hears."""

from collections.abc import Sequence

from services.publication.domain.public_case import opened_case
from services.publication.ports import Work
from shared.events import CaseOpened, Recorded


async def count_cases(opened: Sequence[Recorded[CaseOpened]], work: Work) -> None:
    """Count the cases that were opened; a second or late copy of a fact changes nothing."""
    await work.cases.keep(opened_case(one) for one in opened)
