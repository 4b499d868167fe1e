"""Write notifications and the projection that says whose case it is."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.notification import CaseAccess, Notice, NotificationKind
from services.notify.storage.tables import case_access, notification
from shared.ids import new_id


class Notifications:
    """The rows of notifications in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def tell(self, notice: Notice) -> None:
        """Put the notice into its recipient's inbox, once however often it is told."""
        await self._connection.execute(
            insert(notification)
            .values(
                notification_id=new_id(),
                desk_id=notice.desk_id,
                recipient=notice.recipient,
                kind=notice.kind.value,
                receipt=notice.receipt,
                case_id=notice.case_id,
                about_id=notice.about_id,
                detail=notice.detail,
                event_id=notice.event_id,
                due=notice.due,
            )
            .on_conflict_do_nothing()
        )

    async def settle(self, about_id: UUID, kind: NotificationKind, *, by: str) -> None:
        """Mark as read what has taken care of itself."""
        await self._connection.execute(
            update(notification)
            .where(
                notification.c.about_id == about_id,
                notification.c.kind == kind.value,
                notification.c.read_at.is_(None),
            )
            .values(read_at=func.clock_timestamp(), read_by=by)
        )

    async def mark_read(self, notification_id: UUID, *, by: str) -> None:
        """Note who read it first; a second reader changes nothing."""
        await self._connection.execute(
            update(notification)
            .where(notification.c.notification_id == notification_id, notification.c.read_at.is_(None))
            .values(read_at=func.clock_timestamp(), read_by=by)
        )


class CaseAccessRows:
    """Which departments may see which case, in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def keep(self, access: CaseAccess) -> None:
        """Keep the newest word of routing; each fact says the whole set, so an older one is nothing."""
        values = {
            "desk_id": access.desk_id,
            "offered": sorted(access.offered),
            "taken_up": sorted(access.taken_up),
            "version": access.version,
            "changed_at": func.clock_timestamp(),
        }
        statement = insert(case_access).values(case_id=access.case_id, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[case_access.c.case_id],
                set_=values,
                where=case_access.c.version < access.version,
            )
        )

    async def of(self, case_id: UUID) -> CaseAccess | None:
        """Return what is known of a case, or nothing."""
        found = select(
            case_access.c.case_id,
            case_access.c.desk_id,
            case_access.c.offered,
            case_access.c.taken_up,
            case_access.c.version,
        ).where(case_access.c.case_id == case_id)
        row = (await self._connection.execute(found)).one_or_none()
        if row is None:
            return None
        return CaseAccess(
            case_id=row.case_id,
            desk_id=row.desk_id,
            offered=frozenset(row.offered),
            taken_up=frozenset(row.taken_up),
            version=row.version,
        )
