"""How long stages last."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.routing.domain.case import Case
from services.routing.domain.clock import ClockReading
from shared.scheme.model import DeskScheme


class Clocks(Protocol):
    """How long stages have lasted, and what follows from it."""

    async def begin(self, cases: Sequence[tuple[Case, DeskScheme, date]]) -> None:
        """Let the clocks of new cases run from a day on."""

    async def read(self, case: Case, scheme: DeskScheme, today: date) -> ClockReading | None:
        """Return what the clock of a case shows; None where the scheme promises nothing for its stage."""
