"""Which cases go on in another one, as routing says now."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.storage.routing_tables import case, case_link

_IDS: Final = bindparam("ids", type_=ARRAY(Uuid, dimensions=1))
_MERGED: Final = case_link.c.kind == "merged"
# Who was merged into one that was merged in turn goes on where that one goes on.
_FIRST: Final = (
    select(case_link.c.other_id.label("into_id"), case_link.c.case_id)
    .where(case_link.c.other_id == func.any(_IDS), _MERGED)
    .cte("goes_on", recursive=True)
)
_GOES_ON: Final = _FIRST.union(
    select(_FIRST.c.into_id, case_link.c.case_id).join(_FIRST, (case_link.c.other_id == _FIRST.c.case_id) & _MERGED)
)
_FOUND: Final = (
    select(_GOES_ON.c.into_id, case.c.case_id, case.c.receipt)
    .join(case, case.c.case_id == _GOES_ON.c.case_id)
    # One that was opened again goes its own way.
    .where(case.c.stage == "merged")
    .order_by(case.c.receipt)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedCase:
    """A case that goes on in another one, and the number its proposer knows."""

    case_id: UUID
    receipt: str


async def merged_into(connection: AsyncConnection, case_ids: Collection[UUID]) -> dict[UUID, list[MergedCase]]:
    """Return which cases go on in each of these, with one statement; one that nothing was merged into is missing."""
    found: dict[UUID, list[MergedCase]] = defaultdict(list)
    for row in await connection.execute(_FOUND, {"ids": list(case_ids)}):
        found[row.into_id].append(MergedCase(case_id=row.case_id, receipt=row.receipt))
    return dict(found)
