"""Departments with the days they are in force."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Text, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.succession import Succession, Tenure
from services.routing.domain.suggestion import Duties
from services.routing.storage.tables import department, organisation_change
from shared.database.rows import list_of


def in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a department is in force on a day (valid_to is its last day)."""
    return (department.c.valid_from <= on) & or_(department.c.valid_to.is_(None), department.c.valid_to >= on)


class OrganisationStore:
    """Implements the port Organisation in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def version(self) -> int | None:
        """Return a number that is another one after every change of the departments; None before the first."""
        found: int | None = await self._connection.scalar(select(organisation_change.c.changed_in))
        return found

    async def duties(self, desk_id: str, on: date) -> list[Duties]:
        """Return the departments in force on a day, with their duties."""
        rows = await self._connection.execute(
            select(department.c.code, department.c.name, department.c.bureau, department.c.duties)
            .where(department.c.desk_id == desk_id, in_force(on))
            .order_by(department.c.position, department.c.code)
        )
        return [Duties(code=row.code, name=row.name, duties=tuple(row.duties), bureau=row.bureau) for row in rows]

    async def exists(self, desk_id: str, code: str, on: date) -> bool:
        """Return whether the department is in force on a day."""
        return code in await self.those_in_force(desk_id, [code], on)

    async def those_in_force(self, desk_id: str, codes: Collection[str], on: date) -> frozenset[str]:
        """Return which of these departments are in force on a day."""
        if not codes:
            return frozenset()
        known = await self._connection.scalars(
            select(department.c.code).where(
                department.c.desk_id == desk_id, department.c.code == func.any(list_of(codes, Text())), in_force(on)
            )
        )
        return frozenset(known)

    async def succession(self, desk_id: str, on: date) -> Succession:
        """Return who does on a day what each department did that the desk ever had."""
        rows = await self._connection.execute(
            select(
                department.c.code,
                department.c.name,
                department.c.valid_from,
                department.c.valid_to,
                department.c.successor,
            ).where(department.c.desk_id == desk_id)
        )
        return Succession((Tenure(**row) for row in rows.mappings()), on)
