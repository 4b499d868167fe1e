"""Reads for the public pages; row-level security shows what is released and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, DateTime, Integer, RowMapping, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.asking import Asking, Place
from services.publication.domain.entry import EntryKind, EntryState, Openness, openness
from services.publication.storage.tables import entries as tables

_entry: Final = tables.entry
_LINE: Final = (
    _entry.c.entry_id,
    _entry.c.version,
    _entry.c.desk_id,
    _entry.c.number,
    _entry.c.kind,
    _entry.c.state,
    _entry.c.released_at,
    _entry.c.first_at,
    _entry.c.about,
    _entry.c.reverse,
    _entry.c.closed,
    _entry.c.fiscal_year,
    _entry.c.opens_on,
    _entry.c.closes_on,
    _entry.c.held_on,
    _entry.c.title,
    _entry.c.summary,
    _entry.c.card,
)
_FOUND: Final = func.publication.find_entries(
    bindparam("desk", type_=Text()),
    bindparam("kinds", type_=ARRAY(Text())),
    bindparam("year", type_=Integer()),
    bindparam("wanted", type_=ARRAY(Text())),
    bindparam("with_gone", type_=Boolean()),
    bindparam("by_change", type_=Boolean()),
    bindparam("before_at", type_=DateTime(timezone=True)),
    bindparam("before_id", type_=Uuid()),
    bindparam("most", type_=Integer()),
).table_valued("entry_id", "version", name="found")
_FIND: Final = select(*_LINE).join_from(
    _FOUND, _entry, (_entry.c.entry_id == _FOUND.c.entry_id) & (_entry.c.version == _FOUND.c.version)
)
_FIND_BY: Final = {
    by_change: _FIND.order_by(ordered.desc(), _entry.c.entry_id.desc())
    for by_change, ordered in ((False, _entry.c.first_at), (True, _entry.c.released_at))
}
_state: Final = tables.state
_DESK: Final = bindparam("desk", type_=Text())
_OF_DESK: Final = _state.c.desk_id == _DESK
_STATE: Final = select(
    select(_state.c.changes).where(_OF_DESK, _state.c.part == "entries").scalar_subquery().label("entries"),
    select(_state.c.changes).where(_OF_DESK, _state.c.part == "counts").scalar_subquery().label("counts"),
    select(func.max(_state.c.changed_at)).where(_OF_DESK).scalar_subquery().label("changed_at"),
    select(_entry.c.released_at)
    .where(_entry.c.desk_id == _DESK)
    .order_by(_entry.c.released_at.desc())
    .limit(1)
    .scalar_subquery()
    .label("released_at"),
    select(_entry.c.fiscal_year)
    .where(_entry.c.desk_id == _DESK, _entry.c.fiscal_year.is_not(None))
    .order_by(_entry.c.fiscal_year)
    .limit(1)
    .scalar_subquery()
    .label("first_year"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry as a list or a feed shows it; a tombstone has a number, a kind and its days."""

    entry_id: UUID
    version: int
    desk_id: str
    number: str
    kind: EntryKind
    state: EntryState
    released_at: datetime
    first_at: datetime
    about: str | None
    reverse: bool
    closed: bool
    fiscal_year: int | None
    opens_on: date | None
    closes_on: date | None
    held_on: date | None
    title: str
    summary: str
    card: Mapping[str, Any]
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def openness(self, today: date) -> Openness | None:
        """Return whether it can be applied to or registered for on a day; None where that is no question."""
        return openness(opens_on=self.opens_on, closes_on=self.closes_on, closed=self.closed, today=today)

    @property
    def is_gone(self) -> bool:
        """Tell whether it was taken back."""
        return self.state is EntryState.GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterState:
    """How often what is shown was written, and when it last changed, an embargo that ended included."""

    entries: int
    counts: int
    changed_at: datetime | None
    released_at: datetime | None
    first_year: int | None

    @property
    def last_at(self) -> datetime | None:
        """Return when anything of it last changed."""
        return max((at for at in (self.changed_at, self.released_at) if at is not None), default=None)


async def find_lines(connection: AsyncConnection, asking: Asking) -> Sequence[Line]:
    """Return what was asked for, the newest first; nothing for a word that is too short to be looked for."""
    if asking.has_short_word:
        return []
    after = asking.after
    rows = await connection.execute(
        _FIND_BY[asking.by_change],
        {
            "desk": asking.desk_id,
            "kinds": list(asking.kinds),
            "year": asking.year,
            "wanted": sorted(asking.marks),
            "with_gone": asking.by_change,
            "by_change": asking.by_change,
            "before_at": None if after is None else after.at,
            "before_id": None if after is None else after.entry_id,
            "most": asking.most,
        },
    )
    return [_line(row) for row in rows.mappings()]


def place_of(line: Line, *, by_change: bool) -> Place:
    """Return the place behind *line*."""
    return Place(at=line.released_at if by_change else line.first_at, entry_id=line.entry_id)


async def find_entry(connection: AsyncConnection, desk_id: str, number: str) -> Line | None:
    """Return an entry with its whole content, or None where nothing is seen under this number."""
    found = select(*_LINE, _entry.c.content).where(_entry.c.desk_id == desk_id, _entry.c.number == number)
    row = (await connection.execute(found.order_by(_entry.c.version.desc()).limit(1))).mappings().one_or_none()
    return None if row is None else _line(row)


async def find_picture(connection: AsyncConnection, line: Line, position: int) -> tuple[str, bytes] | None:
    """Return type and bytes of a picture of an entry."""
    picture = tables.picture
    row = (
        await connection.execute(
            select(picture.c.media_type, picture.c.content).where(
                picture.c.entry_id == line.entry_id,
                picture.c.version == line.version,
                picture.c.position == position,
            )
        )
    ).one_or_none()
    return None if row is None else (row.media_type, row.content)


async def register_state(connection: AsyncConnection, desk_id: str) -> RegisterState:
    """Return how far the register of a desk is; one statement, by index."""
    row = (await connection.execute(_STATE, {"desk": desk_id})).one()
    return RegisterState(
        entries=row.entries or 0,
        counts=row.counts or 0,
        changed_at=row.changed_at,
        released_at=row.released_at,
        first_year=row.first_year,
    )


def _line(row: RowMapping) -> Line:
    values = dict(row)
    values |= {"kind": EntryKind(row["kind"]), "state": EntryState(row["state"]), "card": row["card"] or {}}
    if "content" in values:
        values["content"] = row["content"] or {}
    return Line(**values)
