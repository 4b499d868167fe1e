"""What publications are compared with and filled from: the proposals of their cases, and what both sides opened."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, func, or_, select, union
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.party_queries import present_name
from services.routing.storage.tables import case_link, desk_case, ledger, offer, protection
from shared.events import LinkKind
from shared.events.ledger import LedgerKind
from shared.japanese.era import JAPAN

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

    async def compared(self, desk_id: str, case_ids: Collection[UUID], about: str | None = None) -> frozenset[UUID]:
        """Return the cases whose proposers may protect something of it: these, those under *about*, all merged in."""
        item, case = ledger.item.c, desk_case.c
        named = select(item.item_id).where(item.desk_id == desk_id, item.number == about)
        under = select(ledger.under.c.item_id).where(ledger.under.c.number == about)
        of_items = (
            select(ledger.case.c.case_id)
            .join(ledger.item, item.item_id == ledger.case.c.item_id)
            .where(item.desk_id == desk_id, or_(item.item_id.in_(named), item.item_id.in_(under)))
        )
        belongs: list[ColumnElement[bool]] = [case.case_id.in_(case_ids)]
        if about is not None:
            belongs += [case.cooperation_agreement == about, case.case_id.in_(of_items)]
        first = select(case.case_id).where(case.desk_id == desk_id, or_(*belongs)).cte("compared", recursive=True)
        merged = select(case_link.c.case_id).where(
            case_link.c.other_id == first.c.case_id, case_link.c.kind == LinkKind.MERGED
        )
        found = first.union(merged.join(desk_case, case.case_id == case_link.c.case_id))
        rows = await self._connection.execute(select(found.c.case_id))
        return frozenset({*case_ids, *rows.scalars()})

    async def receipts_and_proposals(self, case_ids: Collection[UUID]) -> Mapping[UUID, tuple[str, UUID]]:
        """Return the receipt number and the proposal of each of these cases."""
        if not case_ids:
            return {}
        one = desk_case.c
        rows = await self._connection.execute(
            select(one.case_id, one.receipt, one.proposal_id).where(one.case_id.in_(case_ids))
        )
        return {row.case_id: (row.receipt, row.proposal_id) for row in rows}

    async def in_order(self, case_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
        """Return these cases with their receipt numbers, by these."""
        known = await self.receipts_and_proposals(case_ids)
        return sorted(((case_id, receipt) for case_id, (receipt, _) in known.items()), key=lambda one: one[1])

    async def partners_named(self, case_ids: Collection[UUID]) -> Mapping[UUID, Mapping[UUID, str]]:
        """Return by case the companies that were chosen in it: their offers, with the names of today."""
        if not case_ids:
            return {}
        one = offer.c
        rows = await self._connection.execute(
            select(one.case_id, one.offer_id, func.coalesce(present_name(one.party_id), "名称の登録なし").label("name"))
            .where(one.case_id.in_(case_ids), one.party_id.is_not(None), one.chosen)
            .order_by(one.asked_at, one.lead.desc(), one.offer_id)
        )
        named: dict[UUID, dict[UUID, str]] = {}
        for row in rows:
            named.setdefault(row.case_id, {})[row.offer_id] = row.name
        return named

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

    async def open_protection(
        self, case_id: UUID, subject: str, agreement_id: UUID, given_on: date, at: datetime
    ) -> None:
        """Keep that both sides agreed to open a field of a case: the proposer on a day, the desk now."""
        row = {
            "case_id": case_id,
            "subject": subject,
            "handling": OPENED,
            "agreement_id": agreement_id,
            "agreed_by_proposer_at": datetime.combine(given_on, time(), JAPAN),
            "agreed_by_desk_at": at,
        }
        new = insert(protection).values(row)
        await self._connection.execute(new.on_conflict_do_update(index_elements=["case_id", "subject"], set_=row))

    async def of_proposals(self, proposal_ids: Collection[UUID]) -> list[tuple[str, str]]:
        """Return desk and number of the publications that are compared with the cases of these proposals."""
        item = ledger.item.c
        cases = _merged_into(proposal_ids)
        mine = select(ledger.case.c.item_id).join(cases, cases.c.case_id == ledger.case.c.case_id)
        numbers = union(
            select(item.number).where(item.item_id.in_(mine)),
            select(ledger.under.c.number).where(ledger.under.c.item_id.in_(mine)),
            select(desk_case.c.cooperation_agreement).join(cases, cases.c.case_id == desk_case.c.case_id),
        )
        about = select(ledger.under.c.item_id).where(ledger.under.c.number.in_(numbers))
        desks = select(desk_case.c.desk_id).join(cases, cases.c.case_id == desk_case.c.case_id)
        rows = await self._connection.execute(
            select(item.desk_id, item.number).where(
                item.kind == LedgerKind.PUBLICATION,
                item.desk_id.in_(desks),
                or_(item.item_id.in_(mine), item.item_id.in_(about)),
            )
        )
        return [(row.desk_id, row.number) for row in rows]


def _merged_into(proposal_ids: Collection[UUID]) -> CTE:
    """Return the cases of these proposals and those they were merged into."""
    own = select(desk_case.c.case_id).where(desk_case.c.proposal_id.in_(proposal_ids)).cte("cases", recursive=True)
    other = select(case_link.c.other_id).where(case_link.c.case_id == own.c.case_id)
    return own.union(other.where(case_link.c.kind == LinkKind.MERGED))
