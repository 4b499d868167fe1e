"""Readable rows of a case are written only while the key lives that they must go with."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select

from services.routing.storage import tables
from shared.documents import KeeperKind

_KEEPER: Final = tables.documents.keeper


def while_its_key_lives(rows: Select[Any], case_id: ColumnElement[UUID]) -> Select[Any]:
    """Return *rows* without those of cases whose key was destroyed; whoever destroys one waits until these are written.

    They come in one order everywhere: two transactions that write the same rows must not wait for each other crosswise.
    """
    return (
        rows.join(_KEEPER, _KEEPER.c.keeper_id == case_id)
        .where(_KEEPER.c.kind == KeeperKind.CASE_GIVEN.value, _KEEPER.c.wrapped_key.is_not(None))
        .order_by(case_id)
        .with_for_update(read=True, of=_KEEPER)
    )
