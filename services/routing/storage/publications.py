"""What publications are compared with and filled from: the proposals of their cases, and what both sides opened."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.tables import desk_case, ledger, protection
from shared.events.ledger import LedgerKind

# How a protection is handled that both sides agreed to open.
OPENED: Final = "open"


class PublicationStore:
    """Reads beside the ledger, in one transaction; row-level security leaves out what the reader may not see."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def cases_of(self, item_id: UUID) -> frozenset[UUID]:
        """Return the cases an item of the ledger belongs with."""
        query = select(ledger.case.c.case_id).where(ledger.case.c.item_id == item_id)
        return frozenset((await self._connection.execute(query)).scalars())

    async def receipts_and_proposals(self, case_ids: Collection[UUID]) -> Mapping[UUID, tuple[str, UUID]]:
        """Return the receipt number and the proposal of each of these cases."""
        if not case_ids:
            return {}
        one = desk_case.c
        rows = await self._connection.execute(
            select(one.case_id, one.receipt, one.proposal_id).where(one.case_id.in_(case_ids))
        )
        return {row.case_id: (row.receipt, row.proposal_id) for row in rows}

    async def opened(self, case_ids: Collection[UUID]) -> frozenset[tuple[UUID, str]]:
        """Return what the proposers and the desk agreed to open, by case and field."""
        one = protection.c
        rows = await self._connection.execute(
            select(one.case_id, one.subject).where(
                one.case_id.in_(case_ids),
                one.handling == OPENED,
                one.agreed_by_proposer_at.is_not(None),
                one.agreed_by_desk_at.is_not(None),
            )
        )
        return frozenset((row.case_id, row.subject) for row in rows)

    async def of_proposals(self, proposal_ids: Collection[UUID]) -> list[tuple[str, str]]:
        """Return desk and number of the publications that belong with the cases of these proposals."""
        item = ledger.item.c
        rows = await self._connection.execute(
            select(item.desk_id, item.number)
            .join(ledger.case, ledger.case.c.item_id == item.item_id)
            .join(desk_case, desk_case.c.case_id == ledger.case.c.case_id)
            .where(desk_case.c.proposal_id.in_(proposal_ids), item.kind == LedgerKind.PUBLICATION)
            .distinct()
        )
        return [(row.desk_id, row.number) for row in rows]
