"""The terms of cases: written by the reader that opens their texts, read wherever a case is shown or compared."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Text, Uuid, bindparam, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.terms import READING
from services.routing.ports import CaseTerms
from services.routing.storage import tables
from services.routing.storage.living import while_its_key_lives
from shared.database.rows import given_rows
from shared.documents import KeeperKind

_TERMS: Final = tables.case_terms
# A list of lists must be a rectangle in PostgreSQL; so each list travels as one text. No term holds this character.
_BETWEEN: Final = "\x1f"
_GIVEN: Final = given_rows("given", case_id=Uuid(), desk_id=Text(), terms=Text())
_INSERT: Final = insert(_TERMS).from_select(
    ["case_id", "desk_id", "terms", "reading"],
    while_its_key_lives(
        select(
            *(_GIVEN.c.case_id, _GIVEN.c.desk_id),
            func.string_to_array(_GIVEN.c.terms, _BETWEEN),
            literal(READING, Integer()),
        ),
        _GIVEN.c.case_id,
    ),
)
_READ_ANEW: Final = {name: _INSERT.excluded[name] for name in ("terms", "reading")}
_ADD: Final = _INSERT.on_conflict_do_update(
    index_elements=[_TERMS.c.case_id], set_=_READ_ANEW, where=_TERMS.c.reading != READING
)
_REPLACE: Final = _INSERT.on_conflict_do_update(index_elements=[_TERMS.c.case_id], set_=_READ_ANEW)
_HELD: Final = (
    select(tables.desk_case.c.proposal_id, tables.desk_case.c.case_id)
    .where(tables.desk_case.c.proposal_id == func.any(bindparam("proposals", type_=ARRAY(Uuid))))
    .order_by(tables.desk_case.c.case_id)
    .with_for_update(key_share=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToReread:
    """A case to be read anew; *lives* tells whether what it said may still be kept."""

    case_id: UUID
    proposal_id: UUID
    lives: bool


class TermStore:
    """Implements the port Terms in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def hold(self, proposal_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
        """Return the cases of these proposals, by proposal; until the transaction ends nobody else reads them anew."""
        rows = await self._connection.execute(_HELD, {"proposals": list(proposal_ids)})
        return {row.proposal_id: row.case_id for row in rows}

    async def to_reread(
        self, desk_id: str, *, receipt: str | None = None, after: UUID | None = None, most: int
    ) -> list[ToReread]:
        """Return the oldest cases of a desk, or the one *receipt* stands for, continuing after the case *after*."""
        case = tables.desk_case.c
        key = tables.documents.keeper.c
        lives = exists().where(
            key.keeper_id == case.case_id, key.kind == KeeperKind.CASE_GIVEN.value, key.wrapped_key.is_not(None)
        )
        query = (
            select(case.case_id, case.proposal_id, lives.label("lives"))
            .where(case.desk_id == desk_id)
            .order_by(case.case_id)
            .limit(most)
        )
        if receipt is not None:
            query = query.where(case.receipt == receipt)
        if after is not None:
            query = query.where(case.case_id > after)
        return [ToReread(**row) for row in (await self._connection.execute(query)).mappings()]

    async def add(self, found: Sequence[CaseTerms]) -> None:
        """Store the terms of cases of which none are stored yet, or those of another reading."""
        if found:
            await self._connection.execute(_ADD, _lists(found))

    async def replace(self, found: Sequence[CaseTerms]) -> None:
        """Store the terms of these cases, whatever was stored before."""
        if found:
            await self._connection.execute(_REPLACE, _lists(found))

    async def of(self, case_id: UUID) -> frozenset[str] | None:
        """Return the terms of a case; None while it was not read, or only as an earlier program reads."""
        stored = select(_TERMS.c.terms).where(_TERMS.c.case_id == case_id, _TERMS.c.reading == READING)
        found = await self._connection.scalar(stored)
        return None if found is None else frozenset(found)


def _lists(found: Sequence[CaseTerms]) -> dict[str, list[Any]]:
    return {
        "case_id": [one.case_id for one in found],
        "desk_id": [one.desk_id for one in found],
        "terms": [_BETWEEN.join(sorted(one.terms)) for one in found],
    }
