"""Cases with the offers of their round as routing says now, and the contacts of the bodies that were asked."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, MetaData, Table, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.casting import CaseNow, OfferNow
from services.notify.storage.routing_tables import case, offer

_IDS: Final = bindparam("ids", type_=ARRAY(Uuid, dimensions=1))
_party_contact: Final = Table(
    "party_contact",
    MetaData(schema="routing"),
    Column("party_id", Uuid),
    Column("document_id", Uuid),
    Column("created_at", DateTime(timezone=True)),
)
_CASES: Final = (
    select(
        case.c.case_id,
        case.c.proposal_id,
        case.c.stage,
        case.c.round,
        case.c.proposing,
        offer.c.offer_id,
        offer.c.department,
        offer.c.party_id,
        offer.c.lead,
        offer.c.state,
    )
    .outerjoin_from(case, offer, (offer.c.case_id == case.c.case_id) & (offer.c.round == case.c.round))
    .where(case.c.case_id == func.any(_IDS))
    .order_by(case.c.case_id, offer.c.offer_id)
)
_CONTACTS: Final = (
    select(_party_contact.c.party_id, _party_contact.c.document_id)
    .where(_party_contact.c.party_id == func.any(_IDS))
    .order_by(_party_contact.c.party_id, _party_contact.c.created_at.desc(), _party_contact.c.document_id.desc())
    .ext(distinct_on(_party_contact.c.party_id))
)


async def cases_now(connection: AsyncConnection, case_ids: Collection[UUID]) -> dict[UUID, CaseNow]:
    """Return these cases with one statement; what routing does not know is not among them."""
    found: dict[UUID, CaseNow] = {}
    for row in await connection.execute(_CASES, {"ids": list(case_ids)}):
        earlier = found.get(row.case_id)
        offers = () if earlier is None else earlier.offers
        if row.offer_id is not None:
            asked = OfferNow(
                offer_id=row.offer_id,
                department=row.department,
                party_id=row.party_id,
                lead=row.lead,
                state=row.state,
            )
            offers = (*offers, asked)
        found[row.case_id] = CaseNow(
            case_id=row.case_id,
            proposal_id=row.proposal_id,
            stage=row.stage,
            round=row.round,
            proposing=row.proposing,
            offers=offers,
        )
    return found


async def contacts_of(connection: AsyncConnection, party_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the newest contact of each of these bodies, unopened; one of which none is known is not among them."""
    if not party_ids:
        return {}
    rows = await connection.execute(_CONTACTS, {"ids": list(party_ids)})
    return {row.party_id: row.document_id for row in rows}
