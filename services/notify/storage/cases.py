"""Cases with the offers of their round, as routing says now."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.casting import CaseNow, OfferNow
from services.notify.storage.routing_tables import case, member, offer

_IDS: Final = bindparam("ids", type_=ARRAY(Uuid, dimensions=1))
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
        offer.c.contact_id,
        offer.c.closing_id,
        offer.c.chosen,
        select(func.jsonb_object_agg(member.c.municipality, member.c.state))
        .where(member.c.case_id == case.c.case_id)
        .scalar_subquery()
        .label("members"),
    )
    .outerjoin_from(case, offer, (offer.c.case_id == case.c.case_id) & (offer.c.round == case.c.round))
    .where(case.c.case_id == func.any(_IDS))
    .order_by(case.c.case_id, offer.c.offer_id)
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
                contact_id=row.contact_id,
                closing_id=row.closing_id,
                chosen=row.chosen,
            )
            offers = (*offers, asked)
        found[row.case_id] = CaseNow(
            case_id=row.case_id,
            proposal_id=row.proposal_id,
            stage=row.stage,
            round=row.round,
            proposing=row.proposing,
            offers=offers,
            members=row.members or {},
        )
    return found
