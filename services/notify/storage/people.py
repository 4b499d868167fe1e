"""What one person is to be told by mail, and how they wish it: each notice is told in exactly one mail."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import Purpose
from services.notify.domain.notification import URGENT, NotificationKind
from services.notify.domain.people import BY_ITSELF, UNMAILED_DETAIL, MailMode
from services.notify.storage.tables import PEOPLE, mail_send, notification
from shared.access.rows import is_valid_at
from shared.access.tables import account
from shared.database.rows import insert_new_rows

_LOCK: Final = 0x6469676573
# Whoever holds the post today and has an address; a colleague who comes tomorrow is told of what comes tomorrow.
_SHARE_OUT: Final = text(
    """
    INSERT INTO notify.personal_notice (notification_id, account_id, desk_id, at_once)
    SELECT n.notification_id, a.id, n.desk_id, n.kind = ANY (:urgent) OR w.mode IS NOT DISTINCT FROM 'at_once'
    FROM notify.notification n
    JOIN access.account a ON a.desk_id = n.desk_id AND a.email IS NOT NULL AND a.disabled_at IS NULL
        AND CASE WHEN n.recipient = 'desk' THEN 'desk' = ANY (a.roles)
            ELSE a.roles && ARRAY['department', 'municipality'] AND a.department = n.recipient END
    LEFT JOIN notify.mail_wish w ON w.account_id = a.id AND w.kind = n.kind
    WHERE n.notification_id = ANY (:ids) AND n.detail IS DISTINCT FROM :unmailed
        AND (n.kind = ANY (:urgent) OR coalesce(w.mode, :by_itself) <> 'never')
    ORDER BY n.notification_id, a.id
    ON CONFLICT DO NOTHING
    """
)
_FORGET_READ: Final = text(
    """
    DELETE FROM notify.personal_notice p USING notify.notification n
    WHERE p.send_id IS NULL AND n.notification_id = p.notification_id AND n.read_at IS NOT NULL
    """
)
_AT_ONCE: Final = text(
    """
    SELECT p.desk_id, p.account_id FROM notify.personal_notice p
    JOIN notify.notification n ON n.notification_id = p.notification_id
    WHERE p.send_id IS NULL AND p.at_once
    GROUP BY p.desk_id, p.account_id
    HAVING bool_or(n.kind = ANY (:urgent)) OR min(n.created_at) <= now() - CAST(:gathered AS interval)
    ORDER BY p.account_id
    """
)
_FOR_DIGEST: Final = text(
    """
    SELECT DISTINCT p.account_id FROM notify.personal_notice p
    JOIN notify.notification n ON n.notification_id = p.notification_id
    WHERE p.send_id IS NULL AND NOT p.at_once AND p.desk_id = :desk AND n.created_at < :since AND NOT EXISTS (
        SELECT 1 FROM notify.digest d WHERE d.account_id = p.account_id AND d.day = :day
    )
    ORDER BY p.account_id
    """
)
_PUT_INTO: Final = text(
    """
    UPDATE notify.personal_notice p SET send_id = given.send_id
    FROM unnest(:accounts, :sends) AS given (account_id, send_id)
    WHERE p.account_id = given.account_id AND p.send_id IS NULL AND p.at_once = :at_once
    """
).bindparams(bindparam("accounts", type_=ARRAY(Uuid)), bindparam("sends", type_=ARRAY(Uuid)))
_SENDS: Final = bindparam("sends", type_=ARRAY(Uuid, dimensions=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notice as a mail to a person says it: number, kind, due day, and nothing else."""

    kind: NotificationKind
    receipt: str | None
    due: date | None
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom a mail of the office goes to."""

    account_id: UUID
    name: str
    email: str | None


class People:
    """What waits for each person, in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def share_out(self, notification_ids: Collection[UUID]) -> None:
        """Note with one statement which persons are to be told of these notices by mail, and whether at once."""
        await self._connection.execute(
            _SHARE_OUT,
            {
                "ids": list(notification_ids),
                "urgent": sorted(URGENT),
                "unmailed": UNMAILED_DETAIL,
                "by_itself": BY_ITSELF.value,
            },
        )

    async def take_turn(self) -> bool:
        """Tell whether nobody else makes mails of what waits; then nobody does before this transaction ends."""
        return bool(await self._connection.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))))

    async def forget_read(self) -> None:
        """Take away what somebody of the post has opened meanwhile: nobody need be told of it any more."""
        await self._connection.execute(_FORGET_READ)

    async def due_at_once(self, gathered: timedelta) -> list[tuple[str, UUID]]:
        """Return desk and person for whom something urgent waits, or something for so long."""
        rows = await self._connection.execute(_AT_ONCE, {"urgent": sorted(URGENT), "gathered": gathered})
        return [(row.desk_id, row.account_id) for row in rows]

    async def due_for_digest(self, desk_id: str, since: datetime) -> list[UUID]:
        """Return the persons of a desk for whom something waited at *since*, and who had no digest on that day.

        *since* is in Japan. For whom nothing waited then, what comes later that day waits for the next digest.
        """
        rows = await self._connection.execute(_FOR_DIGEST, {"desk": desk_id, "day": since.date(), "since": since})
        return list(rows.scalars())

    async def unsent_mails(self, account_ids: Collection[UUID], purpose: Purpose) -> dict[UUID, UUID]:
        """Return the mail that waits to leave for each of these persons; it stays until this transaction ends."""
        found = (
            select(mail_send.c.account_id, mail_send.c.send_id)
            .where(
                mail_send.c.account_id == func.any(bindparam("ids", type_=ARRAY(Uuid, dimensions=1))),
                mail_send.c.purpose == purpose.value,
                mail_send.c.state.in_(("created", "deferred")),
            )
            .order_by(mail_send.c.send_id)
            .with_for_update(skip_locked=True)
        )
        rows = await self._connection.execute(found, {"ids": list(account_ids)})
        return {row.account_id: row.send_id for row in rows}

    async def put_into(self, mails: Mapping[UUID, UUID], *, at_once: bool) -> None:
        """Say which mail tells each person what waits for them."""
        said = {"accounts": list(mails), "sends": list(mails.values()), "at_once": at_once}
        await self._connection.execute(_PUT_INTO, said)

    async def note_digests(self, desk_id: str, day: date, mails: Mapping[UUID, UUID]) -> None:
        """Note who has had the digest of a day, so that nobody has it twice."""
        rows = [
            {"account_id": account_id, "day": day, "desk_id": desk_id, "send_id": send_id}
            for account_id, send_id in mails.items()
        ]
        await insert_new_rows(self._connection, PEOPLE.digest, rows)

    async def unread_in(self, send_ids: Collection[UUID]) -> dict[UUID, list[Told]]:
        """Return what each of these mails tells, the newest first, without what somebody has opened meanwhile."""
        found = (
            select(
                PEOPLE.notice.c.send_id,
                notification.c.kind,
                notification.c.receipt,
                notification.c.due,
                notification.c.created_at,
            )
            .join(notification, notification.c.notification_id == PEOPLE.notice.c.notification_id)
            .where(PEOPLE.notice.c.send_id == func.any(_SENDS), notification.c.read_at.is_(None))
            .order_by(notification.c.notification_id.desc())
        )
        told: dict[UUID, list[Told]] = {}
        for row in await self._connection.execute(found, {"sends": list(send_ids)}):
            one = Told(kind=NotificationKind(row.kind), receipt=row.receipt, due=row.due, told_at=row.created_at)
            told.setdefault(row.send_id, []).append(one)
        return told

    async def persons(self, account_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Person]:
        """Return who these are, as far as they are still with the office."""
        found = select(account.c.id, account.c.display_name, account.c.email).where(
            account.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid, dimensions=1))), is_valid_at(now)
        )
        rows = await self._connection.execute(found, {"ids": list(account_ids)})
        return {row.id: Person(account_id=row.id, name=row.display_name, email=row.email) for row in rows}


async def wishes_of(connection: AsyncConnection, account_id: UUID) -> dict[NotificationKind, MailMode]:
    """Return what a person wishes otherwise than the program does by itself; kinds of other releases are left out."""
    found = select(PEOPLE.wish.c.kind, PEOPLE.wish.c.mode).where(PEOPLE.wish.c.account_id == account_id)
    known = set(NotificationKind)
    return {
        NotificationKind(row.kind): MailMode(row.mode) for row in await connection.execute(found) if row.kind in known
    }


async def address_of(connection: AsyncConnection, account_id: UUID) -> str | None:
    """Return where a person is told by mail, if anywhere."""
    found: str | None = await connection.scalar(select(account.c.email).where(account.c.id == account_id))
    return found


async def keep_wishes(
    connection: AsyncConnection, account_id: UUID, wishes: Mapping[NotificationKind, MailMode]
) -> None:
    """Keep these wishes of a person instead of the earlier ones; what the program does by itself leaves no row."""
    await connection.execute(PEOPLE.wish.delete().where(PEOPLE.wish.c.account_id == account_id))
    rows = [
        {"account_id": account_id, "kind": kind.value, "mode": mode.value}
        for kind, mode in wishes.items()
        if mode is not BY_ITSELF
    ]
    await insert_new_rows(connection, PEOPLE.wish, rows)
