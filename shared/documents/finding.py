"""The statements that find documents and what opens them, written once for each schema."""

from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, bindparam, func, select, true

from shared.documents.tables import DocumentTables


@cache
def by_id(tables: DocumentTables) -> Select[*tuple[Any, ...]]:
    """Find the documents of `ids` with their contents."""
    return _found(tables, tables.document.c.document_id == _any("ids", Uuid), content=True)


@cache
def by_keeper(tables: DocumentTables) -> Select[*tuple[Any, ...]]:
    """Find the documents of `keepers` that are of `kinds`, with their contents, in the order they came."""
    return _found(tables, _of_keepers(tables), content=True)


@cache
def cards_by_keeper(tables: DocumentTables) -> Select[*tuple[Any, ...]]:
    """Find what `by_keeper` finds without reading any content."""
    return _found(tables, _of_keepers(tables), content=False)


def _of_keepers(tables: DocumentTables) -> ColumnElement[bool]:
    document = tables.document
    return (document.c.keeper_id == _any("keepers", Uuid)) & (document.c.kind == _any("kinds", Text))


def _any(name: str, type_: type[Uuid[Any]] | type[Text]) -> ColumnElement[Any]:
    return func.any(bindparam(name, type_=ARRAY(type_)))


def _found(tables: DocumentTables, condition: ColumnElement[bool], *, content: bool) -> Select[*tuple[Any, ...]]:
    document, keys, keeper = tables.document, tables.document_key, tables.keeper
    # Asked for each document, not joined: no plan of it reads all keys to find a few.
    held = (
        select(keys.c.wrapped_key, keeper.c.wrapped_key.label("keeper_key"))
        .join_from(keys, keeper, (keeper.c.keeper_id == keys.c.keeper_id) & (keeper.c.kind == keys.c.keeper_kind))
        .where(keys.c.document_id == document.c.document_id)
        # A keeper that is gone opens nothing; another that holds the key does.
        .order_by(keeper.c.wrapped_key.is_(None))
        .limit(1)
        .lateral("held")
    )
    columns = [column for column in document.c if content or column is not document.c.sealed]
    return (
        select(*columns, held.c.wrapped_key, held.c.keeper_key)
        .join_from(document, held, true())
        .where(condition)
        .order_by(document.c.position, document.c.document_id)
    )
