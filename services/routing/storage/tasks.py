"""What both sides owe each other, as rows beside their case; those of an earlier round stay and are not read."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Uuid, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.domain.stage import Stage
from services.routing.domain.task import Task, TaskKind, TaskState
from services.routing.storage.tables import desk_case, task
from shared.database.rows import list_of
from shared.events import OwedBy

# Before a round is closed nobody owes anything of this kind: most cases are read without asking.
_BEFORE: Final = frozenset(
    {Stage.RECEIVED, Stage.CONFIRMING, Stage.WAITING_FOR_PROPOSER, Stage.OFFERED, Stage.REVIEWING}
)


async def tasks_of(connection: AsyncConnection, rows: Collection[Row[Any]]) -> dict[UUID, tuple[Task, ...]]:
    """Return what is owed in the present round of the cases in *rows*, in the order in which it was said."""
    wanted = [row.case_id for row in rows if Stage(row.stage) not in _BEFORE]
    if not wanted:
        return {}
    query = (
        select(task)
        .join(desk_case, (desk_case.c.case_id == task.c.case_id) & (desk_case.c.round == task.c.round))
        .where(task.c.case_id == func.any(list_of(wanted, Uuid())))
        .order_by(task.c.case_id, task.c.position)
    )
    found: dict[UUID, tuple[Task, ...]] = {}
    for row in await connection.execute(query):
        found[row.case_id] = (*found.get(row.case_id, ()), _task(row))
    return found


async def save_tasks(connection: AsyncConnection, before: Case, after: Case, at: datetime) -> None:
    """Store what changed of what is owed."""
    known = {one.task_id: one for one in before.tasks}
    for position, one in enumerate(after.tasks):
        if known.get(one.task_id) == one:
            continue
        values = asdict(one)
        kept = {"case_id": after.case_id, "round": after.round, "position": position}
        upsert = insert(task).values(values | kept | {"set_at": at, "changed_at": at})
        await connection.execute(
            upsert.on_conflict_do_update(index_elements=["task_id"], set_=values | {"changed_at": at})
        )


def _task(row: Row[Any]) -> Task:
    return Task(
        task_id=row.task_id,
        kind=TaskKind(row.kind),
        words_id=row.words_id,
        owed_by=OwedBy(row.owed_by),
        department=row.department,
        due=row.due,
        code=row.code,
        required=row.required,
        state=TaskState(row.state),
        chased=row.chased,
        missing_id=row.missing_id,
    )
