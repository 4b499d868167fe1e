"""Any number of rows in one statement whose text never changes, so that nobody parses or plans it twice."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BindParameter, Executable, FromClause, Table, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

# What is to be inserted into each table; all rows of one table name the same columns.
TableRows = Mapping[Table, Sequence[dict[str, Any]]]


def given_rows(alias: str, /, **columns: TypeEngine[Any]) -> FromClause:
    """Return rows to select from or join with; a statement is run with one list for each column of that name."""
    return _given(alias, {name: (name, type_) for name, type_ in columns.items()})


def list_of(values: Collection[Any], type_: TypeEngine[Any]) -> BindParameter[Any]:
    """Return *values* as one parameter, for `column = ANY(...)`."""
    return bindparam(None, list(values), type_=ARRAY(type_, dimensions=1))


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert *rows*, which all name the same columns, in their order."""
    if rows:
        columns = tuple(rows[0])
        await connection.execute(_insert(table, columns), _lists(columns, rows))


async def insert_together(connection: AsyncConnection, *parts: TableRows) -> None:
    """Insert the rows of all *parts*, into any number of tables, with one statement.

    References between them are checked at its end, whatever their order.
    """
    joined: dict[Table, list[dict[str, Any]]] = {}
    for part in parts:
        for table, rows in part.items():
            joined.setdefault(table, []).extend(rows)
    shape = tuple((table, tuple(rows[0])) for table, rows in joined.items() if rows)
    if shape:
        lists = {
            f"{table.name}_{column}": [row[column] for row in joined[table]]
            for table, columns in shape
            for column in columns
        }
        await connection.execute(_insert_together(shape), lists)


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
    return _insert_of(table, columns, {name: name for name in columns})


@cache
def _insert_together(shape: tuple[tuple[Table, tuple[str, ...]], ...]) -> Executable:
    inserts = [
        _insert_of(table, columns, {name: f"{table.name}_{name}" for name in columns}).cte(f"into_{table.name}")
        for table, columns in shape
    ]
    return select(literal_column("1")).add_cte(*inserts)


def _insert_of(table: Table, columns: tuple[str, ...], parameters: Mapping[str, str]) -> Insert:
    given = _given("given", {name: (parameters[name], table.c[name].type) for name in columns})
    return insert(table).from_select(columns, select(*(given.c[name] for name in columns)), include_defaults=False)


def _given(alias: str, columns: Mapping[str, tuple[str, TypeEngine[Any]]]) -> FromClause:
    # One dimension, said: a JSON value that is a list must not be taken for a second one.
    lists = [bindparam(parameter, type_=ARRAY(type_, dimensions=1)) for parameter, type_ in columns.values()]
    return func.unnest(*lists).table_valued(*columns, name=alias).render_derived()


@cache
def _insert_new(table: Table, columns: tuple[str, ...]) -> Executable:
    return _insert(table, columns).on_conflict_do_nothing().returning(*table.primary_key)


def _lists(columns: Iterable[str], rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in columns}
