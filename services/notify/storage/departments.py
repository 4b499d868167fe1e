"""What routing lets notify see of the organisation: how a department or a municipality is called today."""

from datetime import date
from typing import Final

from sqlalchemy import Column, Date, MetaData, Table, Text, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

_routing: Final = MetaData(schema="routing")


def _units(name: str) -> Table:
    return Table(
        name,
        _routing,
        Column("desk_id", Text),
        Column("code", Text),
        Column("name", Text),
        Column("valid_from", Date),
        Column("valid_to", Date),
    )


_UNITS: Final = (_units("department"), _units("municipality"))


async def department_name(connection: AsyncConnection, desk_id: str, code: str, on: date) -> str:
    """Return the name of a department or municipality in force on a day; its code when nobody knows it.

    Codes of both are of one kind, so one of them at most has the name.
    """
    named = union_all(
        *(
            select(table.c.name).where(
                table.c.desk_id == desk_id,
                table.c.code == code,
                table.c.valid_from <= on,
                or_(table.c.valid_to.is_(None), table.c.valid_to >= on),
            )
            for table in _UNITS
        )
    )
    found: str | None = await connection.scalar(named)
    return found or code
