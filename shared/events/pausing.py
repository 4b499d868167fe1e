"""Facts of intake: a desk takes no new proposals for a while."""

from datetime import datetime
from typing import ClassVar

from shared.events.base import Fact


class IntakePaused(Fact):
    """A desk takes no new proposals until somebody resumes intake, or until the moment named here."""

    type: ClassVar[str] = "intake.paused.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "pause"

    until: datetime | None = None


class IntakeResumed(Fact):
    """A desk takes proposals again: somebody said so, or the pause expired by itself."""

    type: ClassVar[str] = "intake.resumed.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "pause"

    expired: bool
