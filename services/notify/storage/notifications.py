"""Write notifications and the projection that says whose case it is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Text, Uuid, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.notification import DESK, FAREWELLS, CaseAccess, Notice, NotificationKind
from services.notify.storage.people import People
from services.notify.storage.tables import case_access, notification, untold_case
from shared.database.rows import given_rows, insert_new_rows
from shared.ids import new_id

# A list of lists cannot be given as rows; codes of departments hold no comma.
_SETS: Final = ("offered", "taken_up", "invited", "joined")
_SAID: Final = given_rows("said", case_id=Uuid(), desk_id=Text(), version=Integer(), **dict.fromkeys(_SETS, Text()))
_INSERT: Final = insert(case_access).from_select(
    ("case_id", "desk_id", "version", *_SETS),
    select(
        _SAID.c.case_id,
        _SAID.c.desk_id,
        _SAID.c.version,
        *(func.string_to_array(_SAID.c[name], ",") for name in _SETS),
    ),
    include_defaults=False,
)
_KEEP: Final = _INSERT.on_conflict_do_update(
    index_elements=[case_access.c.case_id],
    set_={name: _INSERT.excluded[name] for name in ("desk_id", *_SETS, "version", "changed_at")},
    where=case_access.c.version < _INSERT.excluded.version,
).returning(case_access.c.case_id)
_unread: Final = notification.c.read_at.is_(None)
_about: Final = notification.c.about_id == func.any(bindparam("about", type_=ARRAY(Uuid, dimensions=1)))
# Whoever tells of a thing and whoever takes the notice back read each other's rows; in one order, as above.
_LOCK_SPACE: Final = 7301
_given: Final = func.unnest(bindparam("numbers", type_=ARRAY(Integer))).column_valued("number")
_TAKE_TURNS: Final = select(func.pg_advisory_xact_lock(_LOCK_SPACE, _given))
_READ: Final = {"read_at": func.clock_timestamp(), "read_by": bindparam("reader")}
_SETTLE: Final = update(notification).where(_about, notification.c.kind == bindparam("what"), _unread).values(_READ)
_SETTLE_THESE: Final = (
    update(notification)
    .where(notification.c.notification_id == func.any(bindparam("these", type_=ARRAY(Uuid, dimensions=1))), _unread)
    .values(_READ)
)
_UNREAD_OF_DEPARTMENTS: Final = select(
    notification.c.notification_id, notification.c.case_id, notification.c.recipient
).where(
    _about,
    notification.c.case_id.is_not(None),
    notification.c.recipient != DESK,
    notification.c.kind.not_in(FAREWELLS),
    _unread,
)
_CALLED_TO: Final = select(notification.c.case_id, notification.c.recipient).where(
    _about, notification.c.kind == NotificationKind.OFFER_MADE
)
_ACCESS_OF: Final = select(
    case_access.c.case_id,
    case_access.c.desk_id,
    case_access.c.version,
    *(case_access.c[name] for name in _SETS),
).where(case_access.c.case_id == func.any(bindparam("cases", type_=ARRAY(Uuid, dimensions=1))))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDepartment:
    """A notification of a department about a case."""

    notification_id: UUID
    case_id: UUID
    department: str


class Notifications:
    """The rows of notifications in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def tell(self, notices: Sequence[Notice]) -> None:
        """Put each notice into its recipient's inbox, once however often it is told, and note who is told by mail."""
        rows = [
            {
                "notification_id": new_id(),
                "desk_id": notice.desk_id,
                "recipient": notice.recipient,
                "kind": notice.kind.value,
                "receipt": notice.receipt,
                "case_id": notice.case_id,
                "about_id": notice.about_id,
                "detail": notice.detail,
                "event_id": notice.event_id,
                "due": notice.due,
            }
            for notice in notices
        ]
        added = await insert_new_rows(self._connection, notification, rows)
        if added:
            await People(self._connection).share_out([key for (key,) in added])

    async def leave_untold(self, case_ids_by_event: Mapping[UUID, UUID]) -> None:
        """Record that the desk needs no notice of these new cases, so that nobody takes one for lost."""
        rows = [{"case_id": case_id, "event_id": event_id} for event_id, case_id in case_ids_by_event.items()]
        await insert_new_rows(self._connection, untold_case, rows)

    async def take_turns(self, about_ids: Iterable[UUID]) -> None:
        """Return once no other transaction tells or settles anything about these; then none does before this one ends.

        Without it a notice that is not committed yet would be missed by the word that it is over.
        """
        numbers = {int.from_bytes(about.bytes[-4:], signed=True) for about in about_ids}
        await self._connection.execute(_TAKE_TURNS, {"numbers": sorted(numbers)})

    async def settle(self, about_ids: Collection[UUID], kind: NotificationKind, *, by: str) -> None:
        """Mark as read what has taken care of itself."""
        said = {"about": list(about_ids), "what": kind.value, "reader": by}
        await self._connection.execute(_SETTLE, said)

    async def unread_of_departments(self, case_ids: Collection[UUID]) -> list[ToDepartment]:
        """Return what departments have not read yet about these cases; that one is over they may still read."""
        rows = await self._connection.execute(_UNREAD_OF_DEPARTMENTS, {"about": list(case_ids)})
        return [
            ToDepartment(notification_id=row.notification_id, case_id=row.case_id, department=row.recipient)
            for row in rows
        ]

    async def called_to(self, case_ids: Collection[UUID]) -> frozenset[tuple[UUID, str]]:
        """Return which departments were told of an offer of these cases."""
        rows = await self._connection.execute(_CALLED_TO, {"about": list(case_ids)})
        return frozenset((row.case_id, row.recipient) for row in rows)

    async def settle_these(self, notification_ids: Collection[UUID], *, by: str) -> None:
        """Mark these as read; what somebody has read in the meantime stays theirs."""
        await self._connection.execute(_SETTLE_THESE, {"these": list(notification_ids), "reader": by})

    async def mark_read(self, notification_id: UUID, *, by: str) -> None:
        """Note who read it first; a second reader changes nothing."""
        await self.settle_these([notification_id], by=by)


class CaseAccessRows:
    """Which departments may see which case, in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def keep(self, words: Iterable[CaseAccess]) -> frozenset[UUID]:
        """Keep the newest word of routing on each case and return the cases it was news about.

        Each word says the whole set, so an older one is nothing.
        """
        newest: dict[UUID, CaseAccess] = {}
        # One order everywhere, so that two transactions never wait for each other crosswise.
        for access in sorted(words, key=lambda access: (access.case_id, access.version)):
            newest[access.case_id] = access
        kept = list(newest.values())
        said = {
            "case_id": [access.case_id for access in kept],
            "desk_id": [access.desk_id for access in kept],
            **{name: [",".join(sorted(getattr(access, name))) for access in kept] for name in _SETS},
            "version": [access.version for access in kept],
        }
        return frozenset((await self._connection.execute(_KEEP, said)).scalars())

    async def of(self, case_ids: Collection[UUID]) -> dict[UUID, CaseAccess]:
        """Return what is known of these cases."""
        rows = await self._connection.execute(_ACCESS_OF, {"cases": list(case_ids)})
        return {
            row.case_id: CaseAccess(
                case_id=row.case_id,
                desk_id=row.desk_id,
                version=row.version,
                **{name: frozenset(row._mapping[name]) for name in _SETS},  # noqa: SLF001 - SQLAlchemy's public way
            )
            for row in rows
        }
