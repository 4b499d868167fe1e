"""The list of cases: filtered, sorted and continued by the database, a page at a time, whatever their number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.stage import ENDS, Stage
from services.routing.storage.case_filter import CaseFilter, CaseOrder, CasePlace, OfficerWanted
from services.routing.storage.tables import case_access, case_words, desk_case, offer
from shared.events import Channel, Direction, ProposerKind
from shared.japanese.era import JAPAN

_CASE: Final = desk_case.c
_TITLE_OF: Final = (case_words.c.title, case_words.c.proposer)


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
    """Who reads a list: *department* is the one whose cases alone this person sees, None for the whole desk."""

    desk_id: str
    account_id: UUID
    department: str | None


async def listed_cases(connection: AsyncConnection, wanted: CaseFilter, reader: Reader, today: date) -> CaseList:
    """Return one page of the cases *reader* may see; raise WrongPlace.

    For a reader of one department the title is left out, and not searched, until that department took the offer up.
    """
    query = _query(wanted, reader, today)
    # Which index fits depends on what is asked for and how often it occurs: a plan for any values fits none.
    await connection.execute(select(func.set_config("plan_cache_mode", "force_custom_plan", True)))
    rows = (await connection.execute(query)).all()
    lines = [_line(row) for row in rows[: wanted.limit]]
    return CaseList(lines=lines, after=_place(wanted.order, lines[-1]).text() if len(rows) > wanted.limit else None)


def _query(wanted: CaseFilter, reader: Reader, today: date) -> Select[Any]:
    readable = _readable(reader)
    keys = _order(wanted.order)
    query = (
        select(desk_case, *_TITLE_OF, readable.label("readable"))
        .outerjoin(case_words, case_words.c.case_id == _CASE.case_id)
        .where(*_conditions(wanted, reader, today))
        .order_by(*(key.desc() if _descends(wanted.order) else key.asc() for key in keys))
        .limit(wanted.limit + 1)
    )
    if wanted.words:
        query = query.where(readable, case_words.c.title.icontains(wanted.words, autoescape=True))
    return query


def _conditions(wanted: CaseFilter, reader: Reader, today: date) -> Iterator[ColumnElement[bool]]:
    yield _CASE.desk_id == reader.desk_id
    if reader.department is not None:
        yield or_(_open_to(reader.department), _CASE.proposing == reader.department)
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


def _readable(reader: Reader) -> ColumnElement[bool]:
    if reader.department is None:
        return _CASE.case_id.is_not(None)
    return or_(_open_to(reader.department, case_access.c.taken_up), _CASE.proposing == reader.department)


def _open_to(department: str, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(case_access.c.case_id == _CASE.case_id, case_access.c.department == department, *more)


def _order(order: CaseOrder) -> tuple[ColumnElement[Any], ...]:
    match order:
        case CaseOrder.NEWEST:
            return (_CASE.case_id,)
        case CaseOrder.NEXT_DAY:
            return (_CASE.next_day, _CASE.case_id)
        case CaseOrder.CHANGED:
            return (_CASE.changed_at, _CASE.case_id)


def _descends(order: CaseOrder) -> bool:
    return order is not CaseOrder.NEXT_DAY


def _behind(place: CasePlace) -> ColumnElement[bool]:
    keys = _order(place.order)
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
