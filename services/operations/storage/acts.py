"""What operators did: appended, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.delivery import Act
from services.operations.storage.tables import operator_act
from shared.access.tables import account
from shared.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """One act in the history of a delivery."""

    at: datetime
    act: Act
    reason: str | None
    by: str


class ActStore:
    """The table operator_act, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        act: Act,
        *,
        account_id: UUID,
        reader: str,
        event_id: UUID,
        reason: str | None,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        at: datetime,
    ) -> None:
        """Write down that somebody did something to a delivery."""
        await self._connection.execute(
            insert(operator_act).values(
                act_id=new_id(),
                at=at,
                account_id=account_id,
                act=act.value,
                reader=reader,
                event_id=event_id,
                reason=reason,
                before=before,
                after=after,
            )
        )

    async def of(self, reader: str, event_id: UUID) -> list[ActLine]:
        """Return the acts on one delivery with the name of who did them, newest first."""
        rows = await self._connection.execute(
            select(operator_act.c.at, operator_act.c.act, operator_act.c.reason, account.c.display_name)
            .outerjoin(account, account.c.id == operator_act.c.account_id)
            .where(operator_act.c.reader == reader, operator_act.c.event_id == event_id)
            .order_by(operator_act.c.at.desc())
        )
        return [ActLine(at=row.at, act=Act(row.act), reason=row.reason, by=row.display_name or "") for row in rows]
