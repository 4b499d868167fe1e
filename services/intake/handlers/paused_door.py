"""What the doors over HTTP do with forms while intake pauses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.intake.domain.outcome import HoldReason
from services.intake.domain.pausing import AtPausedDoor, IntakePause, at_paused_door
from services.intake.handlers.filled import Filled
from services.intake.handlers.pausing import IntakeIsPaused, waits_for_end
from services.intake.storage.idempotency import RequestKey
from services.intake.storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """The forms that are taken, some of them to wait for the end of the pause, and the requests that are refused."""

    forms: Sequence[Filled]
    refused: Mapping[RequestKey, IntakeIsPaused]


async def admit(coming: Sequence[Filled], work: Work, *, now: datetime) -> Admitted:
    """Return what is taken of forms that nobody has sent before."""
    desks = {one.scheme.desk_id for one in coming}
    pauses = await work.pauses.standing(desks, at=now) if desks else {}
    refused = {
        one.request: IntakeIsPaused(pause, now=now)
        for one in coming
        if (pause := pauses.get(one.scheme.desk_id)) and at_paused_door(one.channel) is AtPausedDoor.REFUSED
    }
    forms = [_held(one, pauses.get(one.scheme.desk_id), now) for one in coming if one.request not in refused]
    return Admitted(forms=forms, refused=refused)


def _held(one: Filled, pause: IntakePause | None, now: datetime) -> Filled:
    if one.hold is not None or one.ignored or not waits_for_end(pause, one.channel, received_at=now):
        return one
    return replace(one, hold=HoldReason.PAUSED)
