"""What routing lets notify see of the organisation: how a department is called today."""

from datetime import date
from typing import Final

from sqlalchemy import Column, Date, MetaData, Table, Text, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

_department: Final = Table(
    "department",
    MetaData(schema="routing"),
    Column("desk_id", Text),
    Column("code", Text),
    Column("name", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
)


async def department_name(connection: AsyncConnection, desk_id: str, code: str, on: date) -> str:
    """Return the name of a department in force on a day; its code when the organisation does not know it."""
    table = _department
    in_force = (table.c.valid_from <= on) & or_(table.c.valid_to.is_(None), table.c.valid_to >= on)
    found = await connection.scalar(
        select(table.c.name).where(table.c.desk_id == desk_id, table.c.code == code, in_force)
    )
    return found or code
