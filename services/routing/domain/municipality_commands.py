"""What may be asked of a case where municipalities take part in it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.routing.domain.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteMunicipalities:
    """The desk, or (*department*) the department that leads, invites municipalities with words and a day to answer by.

    *of_all* says that all there are were meant.
    """

    verb: ClassVar[Verb] = Verb.INVITE_MUNICIPALITY
    to: tuple[str, ...]
    note_id: UUID | None
    due: date
    today: date
    department: str | None = None
    of_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """An invited municipality says yes."""

    verb: ClassVar[Verb] = Verb.JOIN
    municipality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineInvitation:
    """An invited municipality says no; the reason is a document."""

    verb: ClassVar[Verb] = Verb.DECLINE_INVITATION
    municipality: str
    reason_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """A municipality that takes part goes; the reason is a document."""

    verb: ClassVar[Verb] = Verb.LEAVE
    municipality: str
    reason_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMunicipality:
    """The desk ends that a municipality takes part, or takes its invitation back; the reason is a document."""

    verb: ClassVar[Verb] = Verb.PART_MUNICIPALITY
    municipality: str
    reason_id: UUID | None


MunicipalityCommand = InviteMunicipalities | Join | DeclineInvitation | Leave | PartMunicipality
