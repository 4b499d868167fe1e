"""The list of cases: filtered, sorted and continued by the database, a page at a time, whatever their number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, func, or_, select, true, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from services.routing.domain.membership import ACTIVE
from services.routing.domain.stage import ENDS, Stage
from services.routing.storage.case_filter import CaseFilter, CaseOrder, CasePlace, OfficerWanted
from services.routing.storage.tables import case_access, case_member, case_together, case_words, desk_case, offer
from shared.events import Channel, Direction, ProposerKind
from shared.japanese.era import JAPAN

_CASE: Final = desk_case.c
# Up to so many cases of a department are looked up one by one.
FEW: Final = 3000
_TITLE_OF: Final = (case_words.c.title, case_words.c.proposer)


Columns = ReadOnlyColumnCollection[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One line of the list of cases; `title` is None until the reader's department took the offer up."""

    receipt: str
    case_id: UUID
    stage: Stage
    confirmed: bool
    version: int
    direction: Direction
    proposer_kind: ProposerKind
    channel: Channel
    title: str | None
    proposer: str | None
    opened_at: datetime
    changed_at: datetime
    next_day: date
    unled: bool
    officer: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """One page of the list, and where the next one begins (None: there is none)."""

    lines: list[CaseLine]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a list: *department* is the unit whose cases alone this person sees, None for the whole desk.

    *guest* says that it is a municipality.
    """

    desk_id: str
    account_id: UUID
    department: str | None
    guest: bool = False


async def listed_cases(connection: AsyncConnection, wanted: CaseFilter, reader: Reader, today: date) -> CaseList:
    """Return one page of the cases *reader* may see; raise WrongPlace.

    For a reader of one department the title is left out, and not searched, until that department took the offer up.
    """
    # Which index fits depends on what is asked for and how often it occurs: a plan for any values fits none.
    await connection.execute(select(func.set_config("plan_cache_mode", "force_custom_plan", True)))
    cases = _cases(wanted, reader, today)
    if (few := await _few_cases(connection, reader)) is not None:
        cases = cases.where(_CASE.case_id == func.any(func.array(few.scalar_subquery())))
    rows = (await connection.execute(_lines(cases, wanted.order, reader))).all()
    lines = [_line(row) for row in rows[: wanted.limit]]
    return CaseList(lines=lines, after=_place(wanted.order, lines[-1]).text() if len(rows) > wanted.limit else None)


async def _few_cases(connection: AsyncConnection, reader: Reader) -> CompoundSelect[Any] | None:
    """Return what selects all cases of a department that has few; None where it has many, or the desk reads.

    Row-level security shows a department its own cases in either way. Few are looked up and sorted; with many, the
    first of them soon stand in the order of an index. The planner cannot tell which it is.
    """
    if reader.department is None:
        return None
    if reader.guest:
        # Those it takes part in; a municipality is in few.
        return union_all(
            select(case_member.c.case_id).where(
                case_member.c.desk_id == reader.desk_id,
                case_member.c.municipality == reader.department,
                case_member.c.state.in_(sorted(ACTIVE)),
            )
        )
    own, asked = desk_case.alias("own").c, case_access.c
    offered = select(asked.case_id).where(asked.desk_id == reader.desk_id, asked.department == reader.department)
    proposed = select(own.case_id).where(own.desk_id == reader.desk_id, own.proposing == reader.department)
    # In the order of the index: else the planner gathers all there are before it counts the first.
    cases = union_all(
        offered.order_by(asked.case_id).limit(FEW + 1),
        proposed.order_by(own.case_id).limit(FEW + 1),
    )
    return None if (await connection.execute(cases.offset(FEW).limit(1))).first() else cases


def _cases(wanted: CaseFilter, reader: Reader, today: date) -> Select[Any]:
    """Return what selects the cases of one page, and one more where there is a next one."""
    query = (
        select(desk_case)
        .where(*_conditions(wanted, reader, today))
        .order_by(*_sorted(wanted.order, _CASE))
        .limit(wanted.limit + 1)
    )
    query = _beside(query, wanted, reader)
    if wanted.words:
        found = case_words.c.title.icontains(wanted.words, autoescape=True)
        query = query.join(case_words, case_words.c.case_id == _CASE.case_id).where(readable(reader, _CASE), found)
    return query


def _beside(query: Select[Any], wanted: CaseFilter, reader: Reader) -> Select[Any]:
    """Let a department look for what another one was asked only among what it ever saw itself."""
    if reader.department is None or reader.guest:
        return query
    for other in dict.fromkeys((wanted.asked, wanted.lead)):
        if other in (None, reader.department):
            continue
        both = case_together.alias()
        query = query.join(
            both,
            (both.c.desk_id == reader.desk_id)
            & (both.c.department == reader.department)
            & (both.c.other == other)
            & (both.c.case_id == _CASE.case_id),
        )
    return query


def _lines(cases: Select[Any], order: CaseOrder, reader: Reader) -> Select[Any]:
    """Return what selects the lines of these cases: their words are looked up for what is shown, and for no more."""
    page = cases.subquery("page")
    return (
        select(page, *_TITLE_OF, readable(reader, page.c).label("readable"))
        .outerjoin(case_words, case_words.c.case_id == page.c.case_id)
        .order_by(*_sorted(order, page.c))
    )


def _conditions(wanted: CaseFilter, reader: Reader, today: date) -> Iterator[ColumnElement[bool]]:
    yield _CASE.desk_id == reader.desk_id
    yield from _of_the_case(wanted, reader)
    yield from _of_days(wanted, today)
    if wanted.asked is not None:
        yield _open_to(wanted.asked)
    if wanted.lead is not None:
        yield exists().where(
            offer.c.case_id == _CASE.case_id,
            offer.c.round == _CASE.round,
            offer.c.department == wanted.lead,
            offer.c.lead,
        )
    if (place := wanted.place) is not None:
        yield _behind(place)


def _of_the_case(wanted: CaseFilter, reader: Reader) -> Iterator[ColumnElement[bool]]:
    if wanted.stage:
        yield _CASE.stage.in_(wanted.stage)
    if wanted.direction is not None:
        yield _CASE.direction == wanted.direction
    if wanted.proposer_kind is not None:
        yield _CASE.proposer_kind == wanted.proposer_kind
    if wanted.officer is not None:
        mine = wanted.officer is OfficerWanted.MINE
        yield _CASE.officer == reader.account_id if mine else _CASE.officer.is_(None)
    if wanted.unled:
        yield _CASE.unled
        yield _CASE.stage.in_((Stage.OFFERED, Stage.REVIEWING))


def _of_days(wanted: CaseFilter, today: date) -> Iterator[ColumnElement[bool]]:
    if wanted.only_running:
        yield _CASE.stage.not_in(sorted(ENDS))
    if wanted.overdue:
        yield _CASE.next_day < today
    if wanted.next_day_until is not None:
        yield _CASE.next_day <= wanted.next_day_until
    if wanted.opened_from is not None:
        yield _CASE.opened_at >= _begin_of(wanted.opened_from)
    if wanted.opened_until is not None and wanted.opened_until < date.max:
        yield _CASE.opened_at < _begin_of(wanted.opened_until + timedelta(days=1))


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), JAPAN)


def readable(reader: Reader, case: Columns) -> ColumnElement[bool]:
    """Return whether *reader* may read the words of a case: its department took it up, judges it, or proposes."""
    if reader.department is None:
        return true()
    taken_up = select(case_access.c.taken_up | case_access.c.judges).where(
        case_access.c.case_id == case.case_id, case_access.c.department == reader.department
    )
    return or_(case.proposing == reader.department, func.coalesce(taken_up.scalar_subquery(), False))


def _open_to(department: str) -> ColumnElement[bool]:
    access = case_access.c
    return exists().where(access.case_id == _CASE.case_id, access.department == department, access.asked)


def _order(order: CaseOrder, case: Columns) -> tuple[ColumnElement[Any], ...]:
    match order:
        case CaseOrder.NEWEST:
            return (case.case_id,)
        case CaseOrder.NEXT_DAY:
            return (case.next_day, case.case_id)
        case CaseOrder.CHANGED:
            return (case.changed_at, case.case_id)


def _sorted(order: CaseOrder, case: Columns) -> Iterator[ColumnElement[Any]]:
    for key in _order(order, case):
        yield key.desc() if _descends(order) else key.asc()


def _descends(order: CaseOrder) -> bool:
    return order is not CaseOrder.NEXT_DAY


def _behind(place: CasePlace) -> ColumnElement[bool]:
    keys = _order(place.order, _CASE)
    values = (place.case_id,) if place.key is None else (place.key, place.case_id)
    here, there = (tuple_(*keys), tuple_(*values)) if len(keys) > 1 else (keys[0], place.case_id)
    return here < there if _descends(place.order) else here > there


def _place(order: CaseOrder, line: CaseLine) -> CasePlace:
    key = {CaseOrder.NEWEST: None, CaseOrder.NEXT_DAY: line.next_day, CaseOrder.CHANGED: line.changed_at}[order]
    return CasePlace(order=order, key=key, case_id=line.case_id)


def _line(row: Any) -> CaseLine:
    return CaseLine(
        receipt=row.receipt,
        case_id=row.case_id,
        stage=Stage(row.stage),
        confirmed=row.confirmed,
        version=row.version,
        direction=Direction(row.direction),
        proposer_kind=ProposerKind(row.proposer_kind),
        channel=Channel(row.channel),
        title=row.title if row.readable else None,
        proposer=row.proposer if row.readable else None,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        next_day=row.next_day,
        unled=row.unled,
        officer=row.officer,
    )
