"""What is asked between a yes of both sides and the end of the work."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.routing.domain.verbs import Verb
from shared.events import Cooperation


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideCooperation:
    """The office chooses the form of cooperation: as a draft, or *decided* by a body (the document says which)."""

    verb: ClassVar[Verb] = Verb.DECIDE_COOPERATION
    form: Cooperation
    decided: bool
    decision_id: UUID | None
    day: date | None
    today: date
    agreement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDepartments:
    """Departments join, each under an id of its own, or leave, and *lead* leads where one is named."""

    verb: ClassVar[Verb] = Verb.CHANGE_DEPARTMENTS
    join: tuple[tuple[str, UUID], ...]
    leave: tuple[str, ...]
    lead: str | None
    reason_id: UUID | None
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StartImplementation:
    """Coordination is done; the work begins on a planned day, as the project *project_id*."""

    verb: ClassVar[Verb] = Verb.START_IMPLEMENTATION
    project_id: UUID
    starts_on: date
    today: date
    note_id: UUID | None
    note_to_partners_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """The work is done; the proposer is told what came of it, colleagues what to learn from it."""

    verb: ClassVar[Verb] = Verb.COMPLETE
    note_id: UUID | None
    lesson_id: UUID | None
    note_to_partners_id: UUID | None = None


CoordinationCommand = DecideCooperation | ChangeDepartments | StartImplementation | Complete
