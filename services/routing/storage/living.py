"""Readable rows of a case are written only while the key lives that they must go with."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage import tables
from shared.database.rows import given_rows
from shared.documents import KeeperKind

_KEEPER: Final = tables.documents.keeper
_GIVEN: Final = given_rows("given_case", case_id=Uuid())


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


_KEYS: Final = while_its_key_lives(select(_KEEPER.c.keeper_id).select_from(_GIVEN), _GIVEN.c.case_id)


async def hold_keys(connection: AsyncConnection, case_ids: Collection[UUID]) -> None:
    """Let whoever destroys the key of one of these cases wait until the transaction ends.

    To be asked before a row of theirs is taken away: who destroys a key holds it first and the rows then.
    """
    await connection.execute(_KEYS, {"case_id": list(case_ids)})
