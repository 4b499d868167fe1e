"""Rows in one statement, whatever their number and their tables."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import JSON, Column, ColumnClause, Integer, MetaData, Table, Text, Uuid, column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.schema import CreateTable

from shared.database.rows import insert_new_rows, insert_rows, insert_together
from tests.statements import noting_statements

metadata = MetaData()
idea = Table(
    "test_idea",
    metadata,
    Column("idea_id", Uuid, primary_key=True),
    Column("place", Integer),
    Column("said", JSON().with_variant(JSONB(), "postgresql")),
    prefixes=["TEMPORARY"],
)
# Where a row lies in a table from which none has gone yet.
_AS_WRITTEN: ColumnClause[Any] = column("ctid")
mark = Table("test_mark", metadata, Column("mark", Text, primary_key=True), prefixes=["TEMPORARY"])


def ideas(*places: int | None, said: Any = None) -> list[dict[str, Any]]:
    return [{"idea_id": uuid4(), "place": place, "said": said} for place in places]


@pytest.mark.parametrize("said", [{"a": [1]}, ["a", "b"], "text", 1, []])
async def test_rows_are_inserted_in_their_order_with_whatever_json_they_hold(admin: AsyncEngine, said: Any) -> None:
    async with admin.connect() as connection:
        await connection.execute(CreateTable(idea))

        await insert_rows(connection, idea, ideas(3, None, 1, said=said))

        rows = (await connection.execute(select(idea.c.place, idea.c.said).order_by(_AS_WRITTEN))).all()
    assert [tuple(row) for row in rows] == [(3, said), (None, said), (1, said)]


async def test_rows_of_several_tables_and_parts_are_one_statement(admin: AsyncEngine) -> None:
    async with admin.connect() as connection:
        await connection.execute(CreateTable(idea))
        await connection.execute(CreateTable(mark))

        with noting_statements(admin) as asked:
            await insert_together(connection, {idea: ideas(1), mark: [{"mark": "x"}]}, {idea: ideas(2), mark: []}, {})

        places = (await connection.scalars(select(idea.c.place).order_by(_AS_WRITTEN))).all()
        marks = (await connection.scalars(select(mark.c.mark))).all()
    assert (places, marks, len(asked)) == ([1, 2], ["x"], 1)


async def test_where_there_is_nothing_to_insert_nobody_is_asked(admin: AsyncEngine) -> None:
    async with admin.connect() as connection:
        with noting_statements(admin) as asked:
            await insert_rows(connection, idea, [])
            await insert_together(connection, {idea: []}, {})
            added = await insert_new_rows(connection, idea, [])

    assert (asked, added) == ([], set())


async def test_only_what_is_new_is_inserted_and_named(admin: AsyncEngine) -> None:
    known, new = ideas(1, 2)
    async with admin.connect() as connection:
        await connection.execute(CreateTable(idea))
        await insert_rows(connection, idea, [known])

        added = await insert_new_rows(connection, idea, [known | {"place": 9}, new])

        places = (await connection.scalars(select(idea.c.place).order_by(idea.c.place))).all()
    expected: set[tuple[UUID, ...]] = {(new["idea_id"],)}
    assert (added, places) == (expected, [1, 2])


async def test_one_row_that_does_not_fit_lets_none_in(admin: AsyncEngine) -> None:
    async with admin.connect() as connection:
        await connection.execute(CreateTable(idea))
        await connection.execute(CreateTable(mark))
        marks = [{"mark": "x"}, {"mark": "x"}]

        with pytest.raises(IntegrityError):
            async with connection.begin_nested():
                await insert_together(connection, {idea: ideas(1), mark: marks})

        assert (await connection.scalars(select(idea.c.place))).all() == []
