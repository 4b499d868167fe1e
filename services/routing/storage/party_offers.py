"""Offers to bodies outside the office: as the holder of a link finds its own, and when somebody looked at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage import tables
from shared.ids import new_id

_OFFER, _CASE, _LOOK = tables.offer, tables.desk_case, tables.offer_look


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an offer stands: on which case of which desk; *reason_id* is that of its answer, *link* its newest link."""

    offer_id: UUID
    case_id: UUID
    party_id: UUID
    desk_id: str
    receipt: str
    reason_id: UUID | None
    link: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """When a body first opened the page of its offer, and how often it did."""

    first_at: datetime
    count: int


async def place_of(connection: AsyncConnection, offer_id: UUID) -> Place | None:
    """Return where an offer to a body stands; None where there is none the reader may see."""
    found = (
        select(_OFFER.c.offer_id, _OFFER.c.party_id, _OFFER.c.reason_id, _OFFER.c.link, _CASE.c.case_id)
        .add_columns(_CASE.c.desk_id, _CASE.c.receipt)
        .join(_CASE, _CASE.c.case_id == _OFFER.c.case_id)
        .where(_OFFER.c.offer_id == offer_id, _OFFER.c.party_id.is_not(None))
    )
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else Place(**row._mapping)  # noqa: SLF001 - its public way


async def note_look(connection: AsyncConnection, place: Place, at: datetime) -> None:
    """Write down that the page of an offer was opened."""
    await connection.execute(
        insert(_LOOK).values(look_id=new_id(), offer_id=place.offer_id, case_id=place.case_id, at=at)
    )


_LOOKS: Final = select(_LOOK.c.offer_id, func.min(_LOOK.c.at).label("first_at"), func.count().label("looks")).group_by(
    _LOOK.c.offer_id
)


async def looks_at(connection: AsyncConnection, case_id: UUID) -> Mapping[UUID, Looks]:
    """Return who of those that were asked has opened its page, by offer."""
    rows = await connection.execute(_LOOKS.where(_LOOK.c.case_id == case_id))
    return {row.offer_id: Looks(first_at=row.first_at, count=row.looks) for row in rows}
