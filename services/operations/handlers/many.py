"""What an operator does to many parked deliveries at once: counted first, asked again, recorded as one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.operations.domain.delivery import Act, Counted, Selection, State, Target
from services.operations.domain.incident import Cause, key_of
from services.operations.handlers.acting import usable_reason
from services.operations.ports import NothingParked, SelectionTooWide
from services.operations.storage.acts import NewAct
from services.operations.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, require

# A cause that was put right may have parked thousands; tried at one instant they would hold up what is new.
EVERY: Final = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an act on many has touched."""

    deliveries: tuple[Target, ...]

    @property
    def count(self) -> int:
        """Return how many that were."""
        return len(self.deliveries)

    @property
    def by_reader(self) -> Mapping[str, list[str]]:
        """Return the ids of the facts by their readers."""
        found: dict[str, list[str]] = {}
        for one in self.deliveries:
            found.setdefault(one.reader, []).append(str(one.event_id))
        return found


def takes(count: int) -> timedelta:
    """Return how long it takes until the last of so many is tried."""
    return EVERY * max(0, count - 1)


async def count(work: Work, actor: Actor, selection: Selection) -> Counted:
    """Return how many parked deliveries are meant, without touching one; raise NotAllowed or SelectionTooWide."""
    require(actor, Action.DELIVERY_SEE)
    if not selection.says_something:
        raise SelectionTooWide
    return await work.parked.count(selection)


async def replay_many(work: Work, actor: Actor, selection: Selection, *, until: datetime, at: datetime) -> Done:
    """Let the readers try again what was parked by *until*, one after another; raise NothingParked.

    What was parked after somebody counted is not touched: nobody has agreed to that.
    """
    require(actor, Action.DELIVERY_REPLAY)
    if not selection.says_something:
        raise SelectionTooWide
    touched = await work.parked.replay(selection, until=until, every=EVERY)
    return await _recorded(work, actor, Act.REPLAY, selection, touched, reason=None, at=at)


async def discard_many(
    work: Work, actor: Actor, selection: Selection, *, until: datetime, reason: str, at: datetime
) -> Done:
    """Give up what one reader parked for one cause by *until*; *reason* is kept for ever."""
    require(actor, Action.DELIVERY_DISCARD)
    if not selection.is_group:
        raise SelectionTooWide
    said = usable_reason(reason)
    touched = await work.parked.discard(selection, until=until, by=actor.account_id, reason=said)
    return await _recorded(work, actor, Act.DISCARD, selection, touched, reason=said, at=at)


async def _recorded(
    work: Work,
    actor: Actor,
    act: Act,
    selection: Selection,
    touched: Sequence[Target],
    *,
    reason: str | None,
    at: datetime,
) -> Done:
    if not touched:
        raise NothingParked
    done = Done(deliveries=tuple(touched))
    state = State.RETRYING if act is Act.REPLAY else State.DISCARDED
    meant = {"reader": selection.reader, "cause": selection.cause, "type": selection.type}
    await work.acts.add(
        NewAct(
            act=act,
            by=actor.account_id,
            at=at,
            reader=selection.reader,
            count=done.count,
            reason=reason,
            before={"state": State.PARKED.value, "selection": meant},
            after={"state": state.value, "deliveries": done.by_reader},
        )
    )
    keys = [key_of(Cause.DELIVERY_PARKED, one.reader, one.event_id) for one in touched]
    await work.incidents.close(keys, at=at, by=str(actor.account_id), reason=act.value)
    return done
