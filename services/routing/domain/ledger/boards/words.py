"""The words of a board, as its documents keep them."""

from pydantic import BaseModel, ConfigDict

from services.routing.domain.ledger.boards.board import Outcome


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SessionWords(_Words):
    """How the session is called, where and when it meets, who belongs to the board, and the order of the day (次第)."""

    title: str
    place: str
    begins: str = ""
    members: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


class AttendanceWords(_Words):
    """Who was there."""

    attendees: tuple[str, ...]
    words: str = ""


class OutcomeWords(_Words):
    """What the board found about a case: why, for the office, and what its proposer is told."""

    outcome: Outcome
    reason: str
    words: str
    ground: str = ""
    alternatives: str = ""


class MinutesWords(_Words):
    """What was said in the session."""

    words: str


class ReasonWords(_Words):
    """Why the session does not take place."""

    words: str
