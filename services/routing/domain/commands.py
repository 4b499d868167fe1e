"""What a person may ask of a case; ids and days are handed in, for the core knows neither clock nor chance."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.events import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StartConfirmation:
    """An officer of the desk takes the case on."""

    officer: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The desk has checked what is proposed and can circulate an abstract of it."""

    officer: UUID
    abstract_id: UUID | None
    open_checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """One addressee of `MakeOffers`."""

    offer_id: UUID
    department: str
    lead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeOffers:
    """The desk asks one or several departments, exactly one of which leads."""

    to: tuple[Addressed, ...]
    due: date
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUp:
    """A department takes its offer up."""

    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveVerdict:
    """A department judges; the reason is a document, NOT_OURS names who else."""

    department: str
    verdict: Verdict
    reason_id: UUID | None
    suggested_department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallOffer:
    """The desk takes back what it asked of one department; the reason is a document."""

    department: str
    reason_id: UUID | None


Command = StartConfirmation | Confirm | MakeOffers | TakeUp | GiveVerdict | RecallOffer
