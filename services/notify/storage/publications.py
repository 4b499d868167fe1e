"""Which publications stand as they were approved, as routing says now."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.storage.routing_tables import ledger_item

_APPROVED: Final = select(ledger_item.c.item_id).where(
    ledger_item.c.item_id == func.any(bindparam("ids", type_=ARRAY(Uuid, dimensions=1))),
    ledger_item.c.state == "approved",
)


async def approved_publications(connection: AsyncConnection, item_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these are approved, neither held back nor withdrawn nor written anew since."""
    return frozenset((await connection.execute(_APPROVED, {"ids": list(item_ids)})).scalars() if item_ids else ())
