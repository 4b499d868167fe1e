"""What is shown in the register, as it is written."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Text, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.entry import (
    Entry,
    EntryKind,
    EntryState,
    JustSeen,
    KnownEntry,
    Picture,
    without_content,
)
from services.publication.domain.standing import Standing
from services.publication.storage.tables import entries as tables
from shared.database.rows import given_rows, insert_rows

_entry: Final = tables.entry
_state: Final = tables.state
_GIVEN: Final = given_rows("given", desk_id=Text(), part=Text())
_CHANGED: Final = (
    insert(_state)
    .from_select(
        ["desk_id", "part", "changes", "changed_at"],
        select(_GIVEN.c.desk_id, _GIVEN.c.part, literal(1), func.clock_timestamp()),
        include_defaults=False,
    )
    .on_conflict_do_update(
        index_elements=[_state.c.desk_id, _state.c.part],
        set_={"changes": _state.c.changes + 1, "changed_at": func.clock_timestamp()},
    )
)
# The row is the lock; nothing of it becomes otherwise, so that what is under embargo is seen by no mark.
_LOCKED: Final = (
    insert(_state)
    .from_select(
        ["desk_id", "part", "changes", "changed_at"],
        select(_GIVEN.c.desk_id, _GIVEN.c.part, literal(0), func.clock_timestamp()),
        include_defaults=False,
    )
    .on_conflict_do_update(index_elements=[_state.c.desk_id, _state.c.part], set_={"changes": _state.c.changes})
)
AT_ONCE: Final = 200
_AS_IT_IS: Final = (
    "entry_id",
    "desk_id",
    "number",
    "about",
    "reverse",
    "closed",
    "fiscal_year",
    "opens_on",
    "closes_on",
    "held_on",
    "event_id",
    "correlation_id",
    "rule_version",
)


class EntryStore:
    """Implements the port Entries in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def begin_change(self, desk_id: str) -> None:
        """Let whoever changes what the desk shows at the same time wait until this one is through."""
        await self._connection.execute(_LOCKED, {"desk_id": [desk_id], "part": ["entries"]})

    async def count_change(self, desk_id: str) -> None:
        """Count a change of what everybody sees, so that nobody takes an older page for today's."""
        await count_change(self._connection, [desk_id], "entries")

    async def known(self, entry_id: UUID) -> Sequence[KnownEntry]:
        """Return what is known of the tellings about an entry, lowest version first."""
        found = select(
            _entry.c.version,
            _entry.c.state,
            _entry.c.told_at,
            _entry.c.released_at,
            _entry.c.first_at,
            _entry.c.replaced_at,
            _entry.c.kind,
            _entry.c.fiscal_year,
            _entry.c.marks,
        )
        rows = await self._connection.execute(found.where(_entry.c.entry_id == entry_id).order_by(_entry.c.version))
        return [
            KnownEntry(
                standing=Standing(
                    version=row.version,
                    gone=row.state == EntryState.GONE,
                    told_at=row.told_at,
                    released_at=row.released_at,
                    first_at=row.first_at,
                    replaced_at=row.replaced_at,
                ),
                kind=EntryKind(row.kind),
                fiscal_year=row.fiscal_year,
                marks=frozenset(row.marks),
            )
            for row in rows
        ]

    async def add(self, entry: Entry, pictures: Sequence[Picture]) -> None:
        """Write a telling with its pictures."""
        await self._connection.execute(insert(_entry), [entry_row(entry)])
        rows = [
            {
                "entry_id": entry.entry_id,
                "version": entry.standing.version,
                "position": position,
                "media_type": one.media_type,
                "content": one.content,
            }
            for position, one in enumerate(pictures, start=1)
        ]
        await insert_rows(self._connection, tables.picture, rows)

    async def stand(self, entry_id: UUID, left: Sequence[Standing]) -> None:
        """Let the tellings about an entry stand as *left* says; what is not among them goes, pictures and all."""
        versions = [one.version for one in left]
        of_entry = _entry.c.entry_id == entry_id
        await self._connection.execute(delete(_entry).where(of_entry, _entry.c.version.not_in(versions)))
        for one in left:
            await self._connection.execute(
                update(_entry)
                .where(of_entry, _entry.c.version == one.version)
                .values(replaced_at=one.replaced_at, first_at=one.first_at)
            )

    async def name_tombstone(self, shown: Entry) -> None:
        """Give the tombstone of an entry what it inherits from a telling that came after it."""
        await self._connection.execute(
            update(_entry)
            .where(_entry.c.entry_id == shown.entry_id, _entry.c.state == EntryState.GONE.value)
            .values(kind=shown.kind.value, fiscal_year=shown.fiscal_year, marks=sorted(without_content(shown.marks)))
        )

    async def just_seen(self) -> Sequence[JustSeen]:
        """Take those that are visible and not told of; who takes at the same time takes others."""
        waiting = (
            select(_entry.c.entry_id, _entry.c.version)
            .where(~_entry.c.announced, _entry.c.released_at <= func.now())
            .order_by(_entry.c.released_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
            .cte("waiting")
        )
        rows = await self._connection.execute(
            update(_entry)
            .where(_entry.c.entry_id == waiting.c.entry_id, _entry.c.version == waiting.c.version)
            .values(announced=True)
            .returning(
                _entry.c.entry_id,
                _entry.c.version,
                _entry.c.desk_id,
                _entry.c.number,
                _entry.c.released_at.label("at"),
                _entry.c.event_id,
                _entry.c.correlation_id,
                _entry.c.rule_version,
            )
        )
        return [JustSeen(**row) for row in rows.mappings()]

    async def clear_replaced(self) -> None:
        """Delete what a newer telling has replaced by now."""
        await self._connection.execute(delete(_entry).where(_entry.c.replaced_at <= func.now()))


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return the row of a telling; a tombstone is told to nobody."""
    standing, shown = entry.standing, entry.shown
    return {name: getattr(entry, name) for name in _AS_IT_IS} | {
        "kind": entry.kind.value,
        "version": standing.version,
        "state": (EntryState.GONE if standing.gone else EntryState.SHOWN).value,
        "told_at": standing.told_at,
        "released_at": standing.released_at,
        "replaced_at": standing.replaced_at,
        "first_at": standing.first_at,
        "title": "" if shown is None else shown.title,
        "summary": "" if shown is None else shown.summary,
        "card": None if shown is None else dict(shown.card),
        "content": None if shown is None else dict(shown.content),
        "marks": sorted(entry.marks),
        "announced": standing.gone,
    }


async def count_change(connection: AsyncConnection, desk_ids: Iterable[str], part: str) -> None:
    """Note that *part* of what these desks show has changed, so that nobody takes an older page for today's."""
    desks = sorted(set(desk_ids))
    await connection.execute(_CHANGED, {"desk_id": desks, "part": [part] * len(desks)})
