"""What cases are compared by, and which of them are alike; digests stand for words, so that rows say nothing alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    Uuid,
    bindparam,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.similarity import ALIKE, Spread, likeness
from services.routing.domain.stage import Stage
from services.routing.ports import CaseIdea
from services.routing.storage import tables
from services.routing.storage.living import hold_keys, while_its_key_lives
from shared.database.rows import given_rows, insert_rows
from shared.documents import Keyring
from shared.events import Verdict

_LIKENESS: Final = tables.likeness
_MARK: Final = tables.likeness_mark
# What stands in so many texts tells two of them apart no more; counting stops there.
_COMMON: Final = 500
_CANDIDATES: Final = 30
_MOST: Final = 5
_GIVEN: Final = given_rows("given", **{column.name: column.type for column in _LIKENESS.c})
_ADD: Final = (
    insert(_LIKENESS)
    .from_select(list(_LIKENESS.c.keys()), while_its_key_lives(select(*_GIVEN.c), _GIVEN.c.case_id))
    .on_conflict_do_nothing()
    .returning(_LIKENESS.c.case_id)
)
_FORGET: Final = delete(_LIKENESS).where(_LIKENESS.c.case_id == func.any(bindparam("cases", type_=ARRAY(Uuid))))


def _counted() -> Select[Any]:
    """Return the marks of a case, each with the number of texts it stands in, counted as far as `_COMMON`."""
    other = _MARK.alias("other")
    some = (
        select(literal(1))
        .where(other.c.desk_id == bindparam("desk_id"), other.c.mark == _MARK.c.mark)
        .limit(_COMMON)
        .correlate(_MARK)
        .subquery()
    )
    texts = select(func.count()).select_from(some).scalar_subquery()
    return select(_MARK.c.mark, texts.label("texts")).where(_MARK.c.case_id == bindparam("case_id"))


def _taken_up(case_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Tell whether the department took a case up: only then may it open what the case says."""
    access = tables.case_access.c
    return exists().where(
        access.case_id == case_id, access.department == bindparam("department"), access.taken_up.is_(True)
    )


def _near(may_open: ColumnElement[bool]) -> Select[Any]:
    """Return the cases that share the rarest marks, with all they share; rarer marks say more."""
    given = given_rows("given", mark=BigInteger(), texts=Integer())
    return (
        select(_MARK.c.case_id, func.array_agg(_MARK.c.mark).label("shared"))
        .join(given, given.c.mark == _MARK.c.mark)
        .where(_MARK.c.desk_id == bindparam("desk_id"), _MARK.c.case_id != bindparam("case_id"), may_open)
        .group_by(_MARK.c.case_id)
        .order_by(func.sum(1.0 / given.c.texts).desc(), _MARK.c.case_id)
        .limit(_CANDIDATES)
    )


def _lines(may_open: ColumnElement[bool]) -> Select[Any]:
    """Return what a list says of the cases *near* and of those with the same essence."""
    case, words, offer = tables.desk_case, tables.case_words, tables.offer
    case_id, desk_id = bindparam("case_id", type_=Uuid()), bindparam("desk_id", type_=Text())
    own = select(_LIKENESS.c.essence).where(_LIKENESS.c.case_id == case_id).scalar_subquery()
    verdicts = (
        select(func.array_agg(offer.c.verdict.distinct()))
        .where(offer.c.case_id == case.c.case_id, offer.c.verdict.is_not(None))
        .scalar_subquery()
    )
    identical = _LIKENESS.c.essence == own
    texts = select(func.count()).where(_LIKENESS.c.desk_id == desk_id).select_from(_LIKENESS).scalar_subquery()
    return (
        select(
            *(case.c[name] for name in ("case_id", "receipt", "stage", "opened_at")),
            *(words.c.title, words.c.proposer, _LIKENESS.c.marks),
            func.coalesce(identical, False).label("identical"),
            verdicts.label("verdicts"),
            texts.label("texts"),
        )
        .join(case, case.c.case_id == _LIKENESS.c.case_id)
        .join(words, words.c.case_id == _LIKENESS.c.case_id)
        .where(
            _LIKENESS.c.desk_id == desk_id,
            _LIKENESS.c.case_id != case_id,
            or_(_LIKENESS.c.case_id == func.any(bindparam("near", type_=ARRAY(Uuid))), identical),
            may_open,
        )
        # Of a thing that was sent hundreds of times the newest are enough.
        .order_by(case.c.case_id.desc())
        .limit(_CANDIDATES + _MOST)
    )


# Every step is bounded: at most 400 marks, 500 looks each, 30 cases compared.
_COUNTED: Final = _counted()
# What shares marks and what is said of it, by whether only what the department took up may be opened: what it may not
# open must not push out what it may.
_QUERIES: Final = {
    False: (_near(true()), _lines(true())),
    True: (_near(_taken_up(_MARK.c.case_id)), _lines(_taken_up(_LIKENESS.c.case_id))),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarCase:
    """Another case of the desk that says the same or something alike; *shared* are digests of what both say."""

    case_id: UUID
    receipt: str
    title: str
    proposer: str
    stage: Stage
    opened_at: datetime
    verdicts: tuple[Verdict, ...]
    identical: bool
    likeness: float
    shared: frozenset[int]


class LikenessStore:
    """Implements the port Likeness in one transaction, and finds what is alike for pages."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._keyring = keyring

    async def add(self, ideas: Sequence[CaseIdea]) -> None:
        """Store by what cases are compared of which nothing is stored yet; of one whose key is gone nothing is."""
        if not ideas:
            return
        given = [self._row(one) for one in ideas]
        found = await self._connection.execute(_ADD, {name: [row[name] for row in given] for name in given[0]})
        added = frozenset(found.scalars())
        rows = [
            {"case_id": one.case_id, "mark": digest, "desk_id": one.desk_id}
            for one in ideas
            if one.case_id in added
            for digest in sorted({self.digest(mark) for mark in one.marks})
        ]
        await insert_rows(self._connection, _MARK, rows)

    async def replace(self, ideas: Sequence[CaseIdea]) -> None:
        """Store by what these cases are compared, whatever was stored before."""
        cases = [one.case_id for one in ideas]
        if cases:
            await hold_keys(self._connection, cases)
            await self._connection.execute(_FORGET, {"cases": cases})
            await self.add(ideas)

    def digest(self, mark: str) -> int:
        """Return what stands for a mark in the rows: 64 bits, which nobody can turn back without the key."""
        return int.from_bytes(self._keyring.mark("likeness", mark)[:8], "big", signed=True)

    def _row(self, idea: CaseIdea) -> dict[str, Any]:
        essence = None if idea.essence is None else self._keyring.mark("essence", idea.essence)
        return {"case_id": idea.case_id, "desk_id": idea.desk_id, "essence": essence, "marks": len(idea.marks)}

    async def alike(self, case_id: UUID, desk_id: str, *, department_only: str | None = None) -> list[SimilarCase]:
        """Return the cases that say the same as one or something alike, the closest first, as far as may be opened.

        For a reader of *department_only* only what that department took up.
        """
        of = {"case_id": case_id, "desk_id": desk_id, "department": department_only}
        counted = {row.mark: row.texts for row in await self._connection.execute(_COUNTED, of)}
        telling = {mark: texts for mark, texts in counted.items() if texts < _COMMON}
        given = of | {"mark": list(telling), "texts": list(telling.values())}
        sharing, lines = _QUERIES[department_only is not None]
        shared = {row.case_id: frozenset(row.shared) for row in await self._connection.execute(sharing, given)}
        rows = list(await self._connection.execute(lines, of | {"near": list(shared)}))
        spread = Spread(texts=rows[0].texts if rows else 0, of=counted)
        found = [_similar(row, spread, shared.get(row.case_id, frozenset())) for row in rows]
        near = [one for one in found if one.identical or one.likeness >= ALIKE]
        return sorted(near, key=lambda one: (not one.identical, -one.likeness, one.receipt))[:_MOST]


def _similar(row: Row[Any], spread: Spread, shared: frozenset[int]) -> SimilarCase:
    return SimilarCase(
        case_id=row.case_id,
        receipt=row.receipt,
        title=row.title,
        proposer=row.proposer,
        stage=Stage(row.stage),
        opened_at=row.opened_at,
        verdicts=tuple(map(Verdict, row.verdicts or ())),
        identical=row.identical,
        likeness=likeness(spread, shared, row.marks),
        shared=shared,
    )
