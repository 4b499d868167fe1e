"""Reads for pages and verbs; row-level security has already left out what the reader may not see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.stage import OfferState, Stage
from services.routing.ports import NoSuchCase
from services.routing.storage.case_filter import CaseFilter
from services.routing.storage.case_list import CaseList, Reader, listed_cases
from services.routing.storage.organisation import in_force
from services.routing.storage.party_queries import present_name
from services.routing.storage.tables import (
    case_history,
    case_words,
    department,
    desk_case,
    offer,
)
from shared.events import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """An offer as a page shows it."""

    offer_id: UUID
    department: str | None
    party_id: UUID | None
    name: str
    lead: bool
    due: date
    state: OfferState
    verdict: Verdict | None
    reason_id: UUID | None
    chosen: bool | None
    round: int
    suggested: str | None
    asked_at: datetime
    answered_at: datetime | None
    conditions_asked: bool = False
    agreed: bool | None = None
    next_day: date | None = None
    conditions_id: UUID | None = None
    review_id: UUID | None = None
    note_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLine:
    """A department to choose."""

    code: str
    name: str
    bureau: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One fact in the history."""

    version: int
    type: str
    actor: str
    occurred_at: datetime
    data: Mapping[str, Any]
    hash: str
    rule_version: str = ""


class CaseQueries:
    """Queries in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def cases(self, wanted: CaseFilter, reader: Reader, today: date) -> CaseList:
        """Return one page of the cases *reader* may see; raise WrongPlace."""
        return await listed_cases(self._connection, wanted, reader, today)

    async def one(self, desk_id: str, receipt: str) -> Mapping[str, Any]:
        """Return the row of a case with its readable words; raise NoSuchCase."""
        query = (
            select(desk_case, case_words.c.title, case_words.c.proposer)
            .outerjoin(case_words, case_words.c.case_id == desk_case.c.case_id)
            .where(desk_case.c.desk_id == desk_id, desk_case.c.receipt == receipt)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise NoSuchCase
        return dict(row)

    async def stage_of(self, desk_id: str, receipt: str) -> Stage | None:
        """Return the stage of a case; None where the reader may not see it."""
        query = select(desk_case.c.stage).where(desk_case.c.desk_id == desk_id, desk_case.c.receipt == receipt)
        found = await self._connection.scalar(query)
        return None if found is None else Stage(found)

    async def offers(self, desk_id: str, case_id: UUID) -> list[OfferLine]:
        """Return the offers of a case in the order they were made."""
        named = and_(
            department.c.desk_id == desk_id,
            department.c.code == offer.c.department,
            department.c.valid_from <= func.date(offer.c.asked_at),
            func.coalesce(department.c.valid_to, func.date(offer.c.asked_at)) >= func.date(offer.c.asked_at),
        )
        rows = await self._connection.execute(
            select(
                offer,
                func.coalesce(
                    department.c.name, offer.c.department, present_name(offer.c.party_id), "名称の登録なし"
                ).label("name"),
            )
            .outerjoin(department, named)
            .where(offer.c.case_id == case_id)
            .order_by(offer.c.asked_at, offer.c.lead.desc(), offer.c.offer_id)
        )
        return [_offer_line(row) for row in rows]

    async def receipts(self, case_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the receipt numbers of those of these cases that the reader may see."""
        if not case_ids:
            return {}
        query = select(desk_case.c.case_id, desk_case.c.receipt).where(desk_case.c.case_id.in_(case_ids))
        return {row.case_id: row.receipt for row in await self._connection.execute(query)}

    async def departments(self, desk_id: str, on: date) -> list[DepartmentLine]:
        """Return the departments in force on a day, by bureau."""
        rows = await self._connection.execute(
            select(department.c.code, department.c.name, department.c.bureau, department.c.duties)
            .where(department.c.desk_id == desk_id, in_force(on))
            .order_by(department.c.position, department.c.code)
        )
        return [
            DepartmentLine(code=row.code, name=row.name, bureau=row.bureau, duties=tuple(row.duties)) for row in rows
        ]

    async def history(self, case_id: UUID) -> list[HistoryLine]:
        """Return the history of a case, oldest first."""
        rows = await self._connection.execute(
            select(case_history).where(case_history.c.case_id == case_id).order_by(case_history.c.version)
        )
        return [
            HistoryLine(
                version=row.version,
                type=row.type,
                actor=row.actor,
                occurred_at=row.occurred_at,
                data=row.data,
                hash=row.hash.hex(),
                rule_version=row.rule_version,
            )
            for row in rows
        ]


def _offer_line(row: Row[Any]) -> OfferLine:
    return OfferLine(
        offer_id=row.offer_id,
        department=row.department,
        party_id=row.party_id,
        name=row.name,
        lead=row.lead,
        due=row.due,
        state=OfferState(row.state),
        verdict=None if row.verdict is None else Verdict(row.verdict),
        reason_id=row.reason_id,
        chosen=row.chosen,
        round=row.round,
        suggested=row.suggested_department,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        conditions_asked=row.conditions_asked,
        agreed=row.agreed,
        next_day=row.next_day,
        conditions_id=row.conditions_id,
        review_id=row.review_id,
        note_id=row.note_id,
    )
