"""Municipalities in cases: read with the case, and written where what happened changed them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Uuid, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.domain.membership import Member, MemberState
from services.routing.storage.tables import case_member
from shared.database.rows import list_of

# Which day each state is noted by.
_NOTED_AS: Final = {
    MemberState.INVITED: "invited_at",
    MemberState.JOINED: "answered_at",
    MemberState.DECLINED: "answered_at",
    MemberState.LEFT: "left_at",
}
_NO_DAYS: Final = {"answered_at": None, "left_at": None}


async def members_of(connection: AsyncConnection, case_ids: Collection[UUID]) -> dict[UUID, tuple[Member, ...]]:
    """Return the municipalities of these cases, in the order of their codes; a case without has none."""
    table = case_member
    rows = await connection.execute(
        select(table)
        .where(table.c.case_id == func.any(list_of(case_ids, Uuid())))
        .order_by(table.c.case_id, table.c.municipality)
    )
    found: dict[UUID, tuple[Member, ...]] = {}
    for row in rows:
        found[row.case_id] = (*found.get(row.case_id, ()), _member(row))
    return found


async def save_members(connection: AsyncConnection, before: Case, after: Case, at: datetime) -> None:
    """Write the municipalities that stand otherwise than before.

    Last of all that is saved: row-level security lets a municipality write only while it takes part.
    """
    for member in after.members:
        was = before.member(member.municipality)
        if was == member:
            continue
        invited = member.state is MemberState.INVITED
        values = _values(member) | {_NOTED_AS[member.state]: at} | (_NO_DAYS if invited else {})
        upsert = insert(case_member).values(
            case_id=after.case_id, municipality=member.municipality, **({"invited_at": at} | values)
        )
        await connection.execute(upsert.on_conflict_do_update(index_elements=["case_id", "municipality"], set_=values))


def _values(member: Member) -> dict[str, Any]:
    return {
        "state": member.state,
        "due": member.due,
        "note_id": member.note_id,
        "department": member.department,
        "of_all": member.of_all,
        "reason_id": member.reason_id,
        "by_desk": member.by_desk,
    }


def _member(row: Row[Any]) -> Member:
    return Member(
        municipality=row.municipality,
        state=MemberState(row.state),
        due=row.due,
        note_id=row.note_id,
        department=row.department,
        of_all=row.of_all,
        reason_id=row.reason_id,
        by_desk=row.by_desk,
    )
