"""What an operator does to one failed delivery: try it again, or give it up with a reason; all of it is recorded."""

from datetime import datetime
from typing import Any, Final

from services.operations.domain.delivery import Act, Delivery, State, Target
from services.operations.domain.incident import Cause, key_of
from services.operations.ports import NotParked, NotRetrying, ReasonMissing, ReasonTooLong
from services.operations.storage.acts import NewAct
from services.operations.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, require

MAX_REASON_CHARACTERS: Final = 500


async def replay(work: Work, actor: Actor, target: Target, *, at: datetime) -> Delivery:
    """Let the reader try the parked delivery once more, now.

    The reader's own retry loop takes it, so that it is handled exactly as it was the first time. A delivery
    that fails again after the last rung of the ladder is parked again at once.
    """
    require(actor, Action.DELIVERY_REPLAY)
    before = await _parked(work, target)
    await work.deliveries.replay(target.reader, target.event_id)
    return await _recorded(work, actor, Act.REPLAY, before, reason=None, at=at)


async def retry_now(work: Work, actor: Actor, target: Target, *, at: datetime) -> Delivery:
    """Let the reader try a delivery now that would have waited for its next try by itself."""
    require(actor, Action.DELIVERY_REPLAY)
    before = await work.deliveries.get(target.reader, target.event_id, lock=True)
    if before.state is not State.RETRYING:
        raise NotRetrying(f"delivery is {before.state}")
    await work.deliveries.retry_now(target.reader, target.event_id)
    return await _recorded(work, actor, Act.RETRY_NOW, before, reason=None, at=at)


async def discard(work: Work, actor: Actor, target: Target, *, reason: str, at: datetime) -> Delivery:
    """Give the parked delivery up: this reader will never handle this fact; *reason* is kept for ever."""
    require(actor, Action.DELIVERY_DISCARD)
    said = usable_reason(reason)
    before = await _parked(work, target)
    await work.deliveries.discard(target.reader, target.event_id, by=actor.account_id, reason=said)
    return await _recorded(work, actor, Act.DISCARD, before, reason=said, at=at)


def usable_reason(reason: str) -> str:
    """Return *reason* as it is kept; raise ReasonMissing or ReasonTooLong."""
    said = reason.strip()
    if not said:
        raise ReasonMissing
    if len(said) > MAX_REASON_CHARACTERS:
        raise ReasonTooLong
    return said


async def _parked(work: Work, target: Target) -> Delivery:
    found = await work.deliveries.get(target.reader, target.event_id, lock=True)
    if found.state is not State.PARKED:
        raise NotParked(f"delivery is {found.state}")
    return found


async def _recorded(
    work: Work, actor: Actor, act: Act, before: Delivery, *, reason: str | None, at: datetime
) -> Delivery:
    after = await work.deliveries.get(before.reader, before.event_id, lock=True)
    await work.acts.add(
        NewAct(
            act=act,
            by=actor.account_id,
            at=at,
            reader=before.reader,
            event_id=before.event_id,
            reason=reason,
            before=_state_of(before),
            after=_state_of(after),
        )
    )
    incident = key_of(Cause.DELIVERY_PARKED, before.reader, before.event_id)
    await work.incidents.close([incident], at=at, by=str(actor.account_id), reason=act.value)
    return after


def _state_of(delivery: Delivery) -> dict[str, Any]:
    return {
        "state": delivery.state.value,
        "attempt": delivery.attempt,
        "replays": delivery.replays,
        "error_class": delivery.error_class,
    }
