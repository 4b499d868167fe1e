"""What the office told a proposer, as the facts of routing refer to it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.events import (
    CaseCompleted,
    CaseDeclined,
    CaseExtended,
    CaseMerged,
    CaseReferred,
    CaseReopened,
    CaseWithdrawn,
    CompletionAsked,
    CompletionReceived,
    ConditionsAccepted,
    ConditionsAsked,
    ConditionsRefused,
    Fact,
    ImplementationStarted,
    NoteToProposerReleased,
    OwedBy,
    RoundClosed,
    TodoSentBack,
    TodoSet,
    VerdictGiven,
)

_WITH_NOTE = (
    CompletionAsked,
    CaseDeclined,
    CaseReferred,
    CaseMerged,
    CaseReopened,
    RoundClosed,
    ImplementationStarted,
    CaseCompleted,
    CaseExtended,
    NoteToProposerReleased,
)
_ENDS = (CaseDeclined, CaseReferred, CaseMerged, CaseWithdrawn, CaseReopened, RoundClosed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words of the office: *kind* is the type of the fact.

    Where they ask for a yes to conditions, *offer_id* says whose and *conditions_id* which.
    """

    note_id: UUID
    kind: str
    until: date | None = None
    offer_id: UUID | None = None
    conditions_id: UUID | None = None

    @property
    def asks_completion(self) -> bool:
        """Tell whether it asks the proposer for what is missing."""
        return self.kind == CompletionAsked.type


def note_in(fact: Fact) -> Note | None:
    """Return what the proposer is told by this fact; what is meant for others, or waits for a yes, is no part of it."""
    if isinstance(fact, ConditionsAsked):
        return Note(
            note_id=fact.note_id,
            kind=fact.type,
            until=fact.due,
            offer_id=fact.offer_id,
            conditions_id=fact.conditions_id,
        )
    if isinstance(fact, TodoSet | TodoSentBack) and fact.owed_by is OwedBy.COUNTERPART:
        return Note(note_id=fact.words_id, kind=fact.type, until=fact.due)
    if not isinstance(fact, _WITH_NOTE) or fact.note_id is None:
        return None
    until = fact.due if isinstance(fact, CompletionAsked) else fact.until if isinstance(fact, CaseExtended) else None
    return Note(note_id=fact.note_id, kind=fact.type, until=until)


def settled_by(fact: Fact) -> UUID | None:
    """Return the offer whose conditions wait for no answer any more once *fact* is true."""
    return fact.offer_id if isinstance(fact, VerdictGiven | ConditionsAccepted | ConditionsRefused) else None


def completed_by(fact: Fact) -> bool:
    """Tell whether the desk waits no more for what it asked the proposer to complete, because it came."""
    return isinstance(fact, CompletionReceived)


def settles_all(fact: Fact) -> bool:
    """Tell whether no conditions wait for an answer any more once *fact* is true."""
    return isinstance(fact, _ENDS)
