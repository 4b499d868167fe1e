"""Any number of rows in one statement whose text never changes, so that nobody parses or plans it twice."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Executable, FromClause, Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine


def given_rows(alias: str, /, **columns: TypeEngine[Any]) -> FromClause:
    """Return rows to select from or join with; a statement is run with one list for each column of that name."""
    # One dimension, said: a JSON value that is a list must not be taken for a second one.
    lists = [bindparam(column, type_=ARRAY(type_, dimensions=1)) for column, type_ in columns.items()]
    return func.unnest(*lists).table_valued(*columns, name=alias).render_derived()


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert *rows*, which all name the same columns, in their order."""
    if rows:
        columns = tuple(rows[0])
        await connection.execute(_insert(table, columns), _lists(columns, rows))


async def insert_new_rows(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]
) -> set[tuple[Any, ...]]:
    """Insert those of *rows* that are not there yet and return their primary keys; who inserts too, waits."""
    if not rows:
        return set()
    columns = tuple(rows[0])
    keys = tuple(column.name for column in table.primary_key)
    # Two transactions that insert the same rows must not wait for each other crosswise.
    ordered = sorted(rows, key=lambda row: tuple(row[key] for key in keys))
    added = await connection.execute(_insert_new(table, columns), _lists(columns, ordered))
    return {tuple(row) for row in added}


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> Insert:
    given = given_rows("given", **{name: table.c[name].type for name in columns})
    return insert(table).from_select(columns, select(*(given.c[name] for name in columns)), include_defaults=False)


@cache
def _insert_new(table: Table, columns: tuple[str, ...]) -> Executable:
    return _insert(table, columns).on_conflict_do_nothing().returning(*table.primary_key)


def _lists(columns: Iterable[str], rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in columns}
