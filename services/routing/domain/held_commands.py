"""What a person may ask where an act waits for a second person; what was filled in is a document."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.routing.domain.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAct:
    """An officer leaves the yes to *act* to a second person."""

    verb: ClassVar[Verb] = Verb.HOLD_ACT
    officer: UUID
    act: Verb
    content_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAct:
    """The second person lets the act go; *alone_allowed* where the desk's rules let one person do both."""

    verb: ClassVar[Verb] = Verb.RELEASE_ACT
    officer: UUID
    alone_allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackAct:
    """The act is not done as it was drafted; *content_id* is what stays of the draft, None: the draft itself."""

    verb: ClassVar[Verb] = Verb.SEND_BACK_ACT
    officer: UUID
    reason_id: UUID | None
    content_id: UUID | None = None


HeldCommand = HoldAct | ReleaseAct | SendBackAct
