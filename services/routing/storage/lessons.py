"""Lessons of decided cases in PostgreSQL: replaced case by case, counted as they come and go."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Text, Uuid, and_, bindparam, case, delete, func, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.lessons import CASES_OF_A_TERM, EARLIER, LOOKS, NEAR, WHOLE, Lesson, part_of, rarest
from services.routing.domain.suggestion import NOTHING_LEARNED, EarlierCase, Learned
from services.routing.storage import tables
from services.routing.storage.living import hold_keys, while_its_key_lives
from shared.database.rows import given_rows

_LESSON: Final = tables.lesson
_TERM: Final = tables.lesson_term
_TOTAL: Final = tables.lesson_total
_COUNTED: Final = tables.lesson_spread
_KEEPER: Final = tables.documents.keeper
_BETWEEN: Final = ","  # Stands in no code of a department.
_GIVEN: Final = given_rows("given", case_id=Uuid(), departments=Text(), terms=Integer())
_GIVEN_TERM: Final = given_rows("given_term", term_case=Uuid(), term=Text())
_FORGET: Final = delete(_LESSON).where(_LESSON.c.case_id == func.any(bindparam("cases", type_=ARRAY(Uuid))))

_LIVING: Final = while_its_key_lives(
    select(_GIVEN.c.case_id, _KEEPER.c.desk_id, func.string_to_array(_GIVEN.c.departments, _BETWEEN), _GIVEN.c.terms),
    _GIVEN.c.case_id,
)
_KEPT: Final = (
    insert(_LESSON)
    .from_select(["case_id", "desk_id", "departments", "terms"], _LIVING)
    .returning(_LESSON.c.case_id, _LESSON.c.desk_id, _LESSON.c.departments)
    .cte("kept")
)
_KEEP: Final = insert(_TERM).from_select(
    ["desk_id", "term", "case_id", "departments"],
    select(_KEPT.c.desk_id, _GIVEN_TERM.c.term, _KEPT.c.case_id, _KEPT.c.departments).join(
        _GIVEN_TERM, _GIVEN_TERM.c.term_case == _KEPT.c.case_id
    ),
)

# Of what the database counted, what the case itself has taught is taken off.
_TOTAL_CASES: Final = _TOTAL.c.cases - case((_LESSON.c.case_id.is_not(None), 1), else_=0)
_TOTALS: Final = (
    select(
        func.array_to_string(_TOTAL.c.departments, _BETWEEN).label("departments"),
        _TOTAL_CASES.label("cases"),
        (_TOTAL.c.terms - func.coalesce(_LESSON.c.terms, 0)).label("terms"),
    )
    .outerjoin(
        _LESSON,
        and_(
            _LESSON.c.case_id == bindparam("besides"),
            _LESSON.c.desk_id == _TOTAL.c.desk_id,
            _LESSON.c.departments == _TOTAL.c.departments,
        ),
    )
    .where(_TOTAL.c.desk_id == bindparam("desk"), _TOTAL_CASES > 0)
)
_SPREAD_CASES: Final = _COUNTED.c.cases - case((_TERM.c.case_id.is_not(None), 1), else_=0)
_ASKED: Final = given_rows("asked", asked_term=Text())
# One look per term, whatever the statistics say.
_SPREAD_OF_A_TERM: Final = (
    select(
        func.array_agg(func.array_to_string(_COUNTED.c.departments, _BETWEEN)).label("departments"),
        func.array_agg(_SPREAD_CASES).label("cases"),
    )
    .outerjoin(
        _TERM,
        and_(
            _TERM.c.case_id == bindparam("besides"),
            _TERM.c.desk_id == _COUNTED.c.desk_id,
            _TERM.c.term == _COUNTED.c.term,
            _TERM.c.departments == _COUNTED.c.departments,
        ),
    )
    .where(_COUNTED.c.desk_id == bindparam("desk"), _COUNTED.c.term == _ASKED.c.asked_term, _SPREAD_CASES > 0)
    .lateral("spread")
)
_SPREAD: Final = (
    select(_ASKED.c.asked_term.label("term"), _SPREAD_OF_A_TERM.c.departments, _SPREAD_OF_A_TERM.c.cases)
    .select_from(_ASKED.join(_SPREAD_OF_A_TERM, true()))
    .where(_SPREAD_OF_A_TERM.c.cases.is_not(None))
)
_STANDING: Final = (_TERM.c.desk_id == bindparam("desk"), _TERM.c.case_id != bindparam("besides"))
_RARE: Final = given_rows("rare", rare_term=Text(), rare_part=Integer())
_KNOWN: Final = given_rows("known", term=Text(), part=Integer())
_OF_A_TERM: Final = (
    select(_TERM.c.case_id)
    .where(*_STANDING, _TERM.c.term == _RARE.c.rare_term)
    # As many as there can be, and again a look per term.
    .limit(LOOKS)
    .lateral("of_a_term")
)
# Two steps, each bounded: which cases share what is rare, and all that those share.
_NEAR: Final = (
    select(_OF_A_TERM.c.case_id)
    .select_from(_RARE.join(_OF_A_TERM, true()))
    .group_by(_OF_A_TERM.c.case_id)
    .order_by(func.sum(_RARE.c.rare_part).desc(), _OF_A_TERM.c.case_id)
    .limit(NEAR)
    .cte("near")
)
_IN_COMMON: Final = (
    select(
        _TERM.c.departments,
        func.array_agg(_TERM.c.term).label("shared"),
        func.sum(_KNOWN.c.part).label("likeness"),
    )
    .join(_KNOWN, _KNOWN.c.term == _TERM.c.term)
    .where(_TERM.c.case_id == _NEAR.c.case_id, _TERM.c.desk_id == bindparam("desk"))
    .group_by(_TERM.c.departments)
    .lateral("in_common")
)
_ALIKE: Final = (
    select(_NEAR.c.case_id, _IN_COMMON.c.departments, _IN_COMMON.c.shared)
    .select_from(_NEAR.join(_IN_COMMON, true()))
    .order_by(_IN_COMMON.c.likeness.desc(), _NEAR.c.case_id)
    .limit(EARLIER)
)


# The departments that were asked together, as one text, and how often.
_Asked = tuple[str, int]


class LessonStore:
    """Implements the port KeptLessons in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def replace(self, case_ids: Collection[UUID], lessons: Sequence[Lesson]) -> None:
        """Let these cases, which the caller holds, teach these lessons and nothing else."""
        await hold_keys(self._connection, case_ids)
        await self.forget(case_ids)
        if not lessons:
            return
        pairs = [(one.case_id, term) for one in lessons for term in sorted(one.terms)]
        await self._connection.execute(
            _KEEP,
            {
                "case_id": [one.case_id for one in lessons],
                "departments": [_BETWEEN.join(one.departments) for one in lessons],
                "terms": [len(one.terms) for one in lessons],
                "term_case": [case_id for case_id, _ in pairs],
                "term": [term for _, term in pairs],
            },
        )

    async def forget(self, case_ids: Collection[UUID]) -> None:
        """Take back what these cases taught; afterwards nothing of it is left."""
        await self._connection.execute(_FORGET, {"cases": list(case_ids)})

    async def about(self, desk_id: str, terms: AbstractSet[str], *, besides: UUID) -> Learned:
        """Return what the desk's other cases say about *terms*; departments are those that were asked then."""
        asked: dict[str, Any] = {"desk": desk_id, "besides": besides}
        totals = (await self._connection.execute(_TOTALS, asked)).all()
        if not totals:
            return NOTHING_LEARNED
        found = await self._connection.execute(_SPREAD, asked | {"asked_term": sorted(terms)})
        standing = {row.term: list(zip(row.departments, row.cases, strict=True)) for row in found}
        cases = {term: sum(count for _, count in asked) for term, asked in sorted(standing.items())}
        known = [term for term, count in cases.items() if count >= CASES_OF_A_TERM]
        rare = rarest({term: cases[term] for term in known})
        given = {
            "rare_term": rare,
            "rare_part": [part_of(cases[term]) for term in rare],
            "term": known,
            "part": [part_of(cases[term]) for term in known],
        }
        alike = await self._connection.execute(_ALIKE, asked | given)
        return Learned(
            spread={term: _shared_out(standing[term]) for term in known},
            decided=_shared_out((row.departments, row.cases) for row in totals),
            terms=_shared_out((row.departments, row.terms) for row in totals),
            earlier=tuple(
                EarlierCase(case_id=row.case_id, departments=tuple(row.departments), shared=frozenset(row.shared))
                for row in alike
            ),
        )


def _shared_out(asked: Iterable[_Asked]) -> dict[str, float]:
    """Return what each department is given of so many cases, which are shared out among those that were asked."""
    parts: dict[str, int] = {}
    for together, count in asked:
        departments = together.split(_BETWEEN)
        # Whole numbers: a sum of them does not depend on the order in which it is taken.
        part = count * round(WHOLE / len(departments))
        for department in departments:
            parts[department] = parts.get(department, 0) + part
    return {department: count / WHOLE for department, count in parts.items()}
