"""What departments returned and what nobody leads any more, as pages and verbs ask for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.returns import Returned
from services.routing.domain.stage import OfferState, Stage
from services.routing.storage.tables import case_words, desk_case, offer
from shared.japanese.era import JAPAN, day_in_japan

_RETURNED: Final = offer.c.state == OfferState.RETURNED
_RETURNS: Final = func.count().filter(_RETURNED)
# Whoever returns an offer or has it taken back leads no more, so one that leads is one that stands.
_UNLED: Final = ~func.bool_or(offer.c.lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsOfCase:
    """How often a case came back, and whether the desk has to find who leads it now."""

    returns: int
    unled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnledCase:
    """A case that was offered and that no department leads any more; who returned it last, naming whom, if anybody."""

    receipt: str
    title: str | None
    stage: Stage
    next_day: date
    returns: int
    department: str | None
    named: str | None


async def returned_between(connection: AsyncConnection, desk_id: str, first: date, until: date) -> list[Returned]:
    """Return what came back from *first* on and before *until*, oldest first; days as they are in Japan."""
    begins, ends = (datetime.combine(day, time(), JAPAN) for day in (first, until))
    rows = await connection.execute(
        select(
            offer.c.case_id,
            desk_case.c.receipt,
            offer.c.department,
            offer.c.suggested_department.label("named"),
            offer.c.answered_at.label("at"),
        )
        .join_from(offer, desk_case, desk_case.c.case_id == offer.c.case_id)
        .where(desk_case.c.desk_id == desk_id, _RETURNED, offer.c.answered_at >= begins, offer.c.answered_at < ends)
        .order_by(offer.c.answered_at, offer.c.offer_id)
    )
    return [Returned(**row) for row in rows.mappings()]


async def first_return(connection: AsyncConnection, desk_id: str) -> date | None:
    """Return the day on which something came back for the first time."""
    found = await connection.scalar(
        select(func.min(offer.c.answered_at))
        .join_from(offer, desk_case, desk_case.c.case_id == offer.c.case_id)
        .where(desk_case.c.desk_id == desk_id, _RETURNED)
    )
    return None if found is None else day_in_japan(found)


async def returns_of(connection: AsyncConnection, case_ids: Collection[UUID]) -> Mapping[UUID, ReturnsOfCase]:
    """Return how it stands with these cases, those that were never offered left out."""
    rows = await connection.execute(
        select(offer.c.case_id, _RETURNS.label("returns"), _UNLED.label("unled"))
        .where(offer.c.case_id.in_(case_ids))
        .group_by(offer.c.case_id)
    )
    return {row.case_id: ReturnsOfCase(returns=row.returns, unled=row.unled) for row in rows}


async def unled_cases(connection: AsyncConnection, desk_id: str) -> list[UnledCase]:
    """Return the cases the desk must find a department for, those that came back most often first."""
    newest = (offer.c.answered_at.desc(), offer.c.offer_id.desc())
    last = {
        name: func.array_agg(aggregate_order_by(column, *newest)).filter(_RETURNED)[1].label(name)
        for name, column in (("department", offer.c.department), ("named", offer.c.suggested_department))
    }
    rows = await connection.execute(
        select(
            desk_case.c.receipt,
            case_words.c.title,
            desk_case.c.stage,
            desk_case.c.next_day,
            _RETURNS.label("returns"),
            *last.values(),
        )
        .join_from(desk_case, offer, offer.c.case_id == desk_case.c.case_id)
        .outerjoin(case_words, case_words.c.case_id == desk_case.c.case_id)
        .where(desk_case.c.desk_id == desk_id, desk_case.c.stage.in_((Stage.OFFERED, Stage.REVIEWING)))
        .group_by(desk_case.c.case_id, case_words.c.title)
        .having(_UNLED)
        .order_by(_RETURNS.desc(), desk_case.c.next_day, desk_case.c.case_id)
    )
    return [UnledCase(**{**row, "stage": Stage(row["stage"])}) for row in rows.mappings()]
