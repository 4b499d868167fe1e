"""Stop a reader for a while and let it go on: its queue grows, nothing is lost, and both are recorded."""

from datetime import datetime

from services.operations.domain.delivery import Act
from services.operations.domain.queues import Pause
from services.operations.handlers.acting import usable_reason
from services.operations.ports import AlreadyPaused, NotPaused
from services.operations.storage.acts import NewAct
from services.operations.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, require


async def pause(work: Work, actor: Actor, reader: str, *, reason: str, at: datetime) -> Pause:
    """Let the reader's processes stop taking messages; *reason* stands beside it until it goes on."""
    require(actor, Action.READER_PAUSE)
    said = usable_reason(reason)
    if await work.readers.get(reader) is not None:
        raise AlreadyPaused
    await work.readers.pause(reader, at=at, by=actor.account_id, reason=said)
    await work.acts.add(
        NewAct(
            act=Act.PAUSE,
            by=actor.account_id,
            at=at,
            reader=reader,
            reason=said,
            before={"paused": False},
            after={"paused": True},
        )
    )
    return Pause(at=at, by=str(actor.account_id), reason=said)


async def resume(work: Work, actor: Actor, reader: str, *, at: datetime) -> None:
    """Let the reader go on with what has gathered in its queue."""
    require(actor, Action.READER_PAUSE)
    before = await work.readers.get(reader)
    if before is None:
        raise NotPaused
    await work.readers.resume(reader)
    await work.acts.add(
        NewAct(
            act=Act.RESUME,
            by=actor.account_id,
            at=at,
            reader=reader,
            before={"paused": True, "since": before.at.isoformat()},
            after={"paused": False},
        )
    )
