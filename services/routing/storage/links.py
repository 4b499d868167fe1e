"""Cases that belong together, and what was decided about the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy import case as case_when
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.domain.stage import Stage
from services.routing.storage.tables import case_history, case_link, case_words, desk_case
from shared.events import CaseDeclined, CaseMerged, CaseReferred, CaseWithdrawn, LinkKind

ENDINGS: Final = (CaseDeclined.type, CaseReferred.type, CaseMerged.type, CaseWithdrawn.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """Another case beside the one that is looked at; *to_it* when the link leads there, else it comes from there."""

    case_id: UUID
    receipt: str
    stage: Stage
    title: str
    kind: LinkKind
    to_it: bool
    linked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLine:
    """How a case last ended: which fact, when, and its data, which are ids and codes."""

    type: str
    at: datetime
    data: Mapping[str, Any]


class LinkStore:
    """Links in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def add(self, case: Case, other_id: UUID, kind: LinkKind, *, at: datetime) -> None:
        """Remember that the case belongs with the other one; a second telling changes nothing."""
        values = {"case_id": case.case_id, "other_id": other_id, "kind": kind.value, "desk_id": case.desk_id}
        await self._connection.execute(insert(case_link).values(values | {"linked_at": at}).on_conflict_do_nothing())

    async def remove(self, case_id: UUID, other_id: UUID, kind: LinkKind) -> bool:
        """Forget that two cases belong together in this way, whichever it was said of; tell whether they did."""
        link = case_link.c
        between = or_(
            and_(link.case_id == case_id, link.other_id == other_id),
            and_(link.case_id == other_id, link.other_id == case_id),
        )
        gone = await self._connection.execute(delete(case_link).where(between, link.kind == kind.value))
        return bool(gone.rowcount)

    async def came_first(self, case_id: UUID, other_id: UUID) -> bool:
        """Tell whether the first of two cases was opened before the other."""
        first = (
            select(desk_case.c.case_id)
            .where(desk_case.c.case_id.in_((case_id, other_id)))
            .order_by(desk_case.c.opened_at, desk_case.c.case_id)
            .limit(1)
        )
        return bool(await self._connection.scalar(first) == case_id)

    async def of(self, case_id: UUID) -> list[LinkLine]:
        """Return the cases that belong with this one, in either direction, as far as the reader may see them."""
        to_it = case_link.c.case_id == case_id
        other = case_when((to_it, case_link.c.other_id), else_=case_link.c.case_id)
        found = (
            select(
                desk_case.c.case_id,
                desk_case.c.receipt,
                desk_case.c.stage,
                case_words.c.title,
                case_link.c.kind,
                to_it.label("to_it"),
                case_link.c.linked_at,
            )
            .select_from(case_link)
            .join(desk_case, desk_case.c.case_id == other)
            .outerjoin(case_words, case_words.c.case_id == desk_case.c.case_id)
            .where(or_(to_it, case_link.c.other_id == case_id))
            .order_by(case_link.c.linked_at, desk_case.c.case_id)
        )
        return [
            LinkLine(
                case_id=row.case_id,
                receipt=row.receipt,
                stage=Stage(row.stage),
                title=row.title or "",
                kind=LinkKind(row.kind),
                to_it=row.to_it,
                linked_at=row.linked_at,
            )
            for row in await self._connection.execute(found)
        ]

    async def ends(self, case_ids: set[UUID]) -> dict[UUID, EndLine]:
        """Return how these cases last ended; one that never did is not among them."""
        if not case_ids:
            return {}
        log = case_history.c
        found = (
            select(log.case_id, log.type, log.occurred_at, log.data)
            .ext(distinct_on(log.case_id))
            .where(log.case_id.in_(case_ids), log.type.in_(ENDINGS))
            .order_by(log.case_id, log.version.desc())
        )
        return {
            row.case_id: EndLine(type=row.type, at=row.occurred_at, data=row.data)
            for row in await self._connection.execute(found)
        }
