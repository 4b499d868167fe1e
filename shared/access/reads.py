"""The read log: who looked at what a proposer entrusted to the office."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, is_break_glass, reads_are_logged, require
from shared.access.tables import content_read
from shared.ids import new_id


async def require_read(
    connection: AsyncConnection,
    actor: Actor,
    action: Action,
    case: CaseScope | None = None,
    *,
    what_id: str,
    now: datetime,
) -> None:
    """Raise NotAllowed unless *actor* may look, and write the look down where the policy asks for it.

    *what_id* is the id of the case, mail or document; it belongs in the transaction that reads the content,
    so that nothing is shown whose record could not be kept.
    """
    await require_reads(connection, actor, action, case, what_ids=[what_id], now=now)


async def require_reads(
    connection: AsyncConnection,
    actor: Actor,
    action: Action,
    case: CaseScope | None = None,
    *,
    what_ids: Collection[str],
    now: datetime,
) -> None:
    """Raise NotAllowed unless *actor* may look at all of these, and write the looks down with one statement."""
    require(actor, action, case)
    await require_reads_of(connection, actor, action, dict.fromkeys(what_ids, case), now=now)


async def require_reads_of(
    connection: AsyncConnection,
    actor: Actor,
    action: Action,
    of: Mapping[str, CaseScope | None],
    *,
    now: datetime,
) -> None:
    """Do the same where what is looked at belongs to different cases."""
    for case in of.values():
        require(actor, action, case)
    look = {"at": now, "account_id": actor.account_id, "desk_id": actor.desk_id, "action": action.value}
    looks = [
        look | {"id": new_id(), "what_id": what_id, "break_glass": is_break_glass(actor, action, case)}
        for what_id, case in of.items()
        if reads_are_logged(actor, action, case)
    ]
    if looks:
        await connection.execute(insert(content_read), looks)
