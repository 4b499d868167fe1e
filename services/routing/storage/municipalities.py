"""Municipalities with the days they are in force."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.tables import municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityLine:
    """A municipality as people choose it."""

    code: str
    name: str


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
