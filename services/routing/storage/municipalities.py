"""Municipalities with the days they are in force."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, ScalarSelect, Table, and_, case, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.membership import ACTIVE, MemberState
from services.routing.domain.stage import Stage
from services.routing.storage.tables import case_member, department, desk_case, municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityLine:
    """A municipality as people choose it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """One municipality in a case as a page shows it; *asked_by* is the department that invited it (None: the desk)."""

    municipality: str
    name: str
    state: MemberState
    due: date
    asked_by: str | None
    of_all: bool
    by_desk: bool
    invited_at: datetime
    answered_at: datetime | None
    left_at: datetime | None
    note_id: UUID
    reason_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingPart:
    """One case as a municipality's list shows it; its stage only as long as the municipality has to do with it."""

    receipt: str
    state: MemberState
    stage: Stage | None
    due: date
    invited_at: datetime
    left_at: datetime | None


# A page shows what is recent.
MOST = 200


def in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a municipality is in force on a day (valid_to is its last day)."""
    return (municipality.c.valid_from <= on) & or_(municipality.c.valid_to.is_(None), municipality.c.valid_to >= on)


class MunicipalityStore:
    """Implements the port Municipalities in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def in_force(self, desk_id: str, on: date) -> list[MunicipalityLine]:
        """Return the municipalities in force on a day, in the order of the organisation."""
        rows = await self._connection.execute(
            select(municipality.c.code, municipality.c.name)
            .where(municipality.c.desk_id == desk_id, in_force(on))
            .order_by(municipality.c.position, municipality.c.code)
        )
        return [MunicipalityLine(code=row.code, name=row.name) for row in rows]

    async def names(self, desk_id: str) -> dict[str, str]:
        """Return how each municipality the desk ever had is called, by its newest name."""
        rows = await self._connection.execute(
            select(municipality.c.code, municipality.c.name)
            .where(municipality.c.desk_id == desk_id)
            .order_by(municipality.c.valid_from)
        )
        return {row.code: row.name for row in rows}

    async def members(self, case_id: UUID) -> list[MemberLine]:
        """Return the municipalities of a case that the reader may see, those invited first standing first."""
        member = case_member.c
        rows = await self._connection.execute(
            select(
                case_member,
                _newest_name(municipality, member.municipality).label("name"),
                _newest_name(department, member.department).label("asked_by"),
            )
            .where(member.case_id == case_id)
            .order_by(member.invited_at, member.municipality)
        )
        return [
            MemberLine(
                municipality=row.municipality,
                name=row.name or row.municipality,
                state=MemberState(row.state),
                due=row.due,
                asked_by=row.asked_by or row.department,
                of_all=row.of_all,
                by_desk=row.by_desk,
                invited_at=row.invited_at,
                answered_at=row.answered_at,
                left_at=row.left_at,
                note_id=row.note_id,
                reason_id=row.reason_id,
            )
            for row in rows
        ]

    async def parts_of(self, desk_id: str, code: str) -> list[TakingPart]:
        """Return the cases a municipality was ever invited to, what awaits it first, then the newest."""
        member = case_member.c
        there = member.state.in_(sorted(ACTIVE))
        rows = await self._connection.execute(
            select(
                desk_case.c.receipt,
                case((there, desk_case.c.stage)).label("stage"),
                member.state,
                member.due,
                member.invited_at,
                member.left_at,
            )
            .join_from(case_member, desk_case, desk_case.c.case_id == member.case_id)
            .where(member.desk_id == desk_id, member.municipality == code)
            .order_by(member.state != MemberState.INVITED, there.is_(False), member.invited_at.desc(), member.case_id)
            .limit(MOST)
        )
        return [
            TakingPart(
                receipt=row.receipt,
                state=MemberState(row.state),
                stage=None if row.stage is None else Stage(row.stage),
                due=row.due,
                invited_at=row.invited_at,
                left_at=row.left_at,
            )
            for row in rows
        ]


def _newest_name(table: Table, code: Column[Any]) -> ScalarSelect[Any]:
    """Return the newest name under a code of the case's desk."""
    return (
        select(table.c.name)
        .where(and_(table.c.desk_id == case_member.c.desk_id, table.c.code == code))
        .order_by(table.c.valid_from.desc())
        .limit(1)
        .correlate(case_member)
        .scalar_subquery()
    )
