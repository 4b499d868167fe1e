"""What publication does with what it hears."""

from services.publication.domain.public_case import opened_case
from services.publication.ports import Work
from shared.events import CaseOpened, Recorded


async def count_case(opened: Recorded[CaseOpened], work: Work) -> None:
    """Count a case that was opened; a second or late copy of the fact changes nothing."""
    await work.cases.keep(opened_case(opened))
