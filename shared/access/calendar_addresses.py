"""Secret addresses of calendars: one a person, shown once, kept only as a hash, and good for nothing else."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.actor import Actor
from shared.access.rows import ACTOR_COLUMNS, actor_from, is_valid_at
from shared.access.tables import account, calendar_address

# Recognised by people and by programs that look for secrets; no token of the API begins so.
PREFIX: Final = "deskcal_"
_SECRET_BYTES: Final = 24
_CHARACTERS: Final = len(PREFIX) + 2 * _SECRET_BYTES
# Calendar programs ask all day; a row says well enough by the hour when one last did.
_TOUCH_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAddress:
    """That a person has an address, without anything that could be used."""

    issued_at: datetime
    last_used_at: datetime | None


async def issue_calendar_address(connection: AsyncConnection, actor: Actor, *, now: datetime) -> str:
    """Return the secret of a new address of *actor*, which is told once; the one before opens nothing from now on."""
    text = PREFIX + secrets.token_hex(_SECRET_BYTES)
    values = {"token_hash": _hash(text), "issued_at": now, "last_used_at": None}
    new = insert(calendar_address).values(account_id=actor.account_id, **values)
    await connection.execute(new.on_conflict_do_update(index_elements=["account_id"], set_=values))
    return text


async def calendar_address_of(connection: AsyncConnection, actor: Actor) -> CalendarAddress | None:
    """Return since when *actor* has an address, or nothing."""
    found = select(calendar_address.c.issued_at, calendar_address.c.last_used_at)
    row = (await connection.execute(found.where(calendar_address.c.account_id == actor.account_id))).one_or_none()
    return None if row is None else CalendarAddress(issued_at=row.issued_at, last_used_at=row.last_used_at)


async def revoke_calendar_address(connection: AsyncConnection, actor: Actor) -> bool:
    """Take the address of *actor* back at once; tell whether there was one."""
    gone = delete(calendar_address).where(calendar_address.c.account_id == actor.account_id)
    return (await connection.execute(gone)).rowcount > 0


async def actor_of_calendar_address(connection: AsyncConnection, text: str, *, now: datetime) -> Actor | None:
    """Return whose address this is and note that it was used; nothing if it does not hold.

    The account is read afresh: one that was closed, or lost a role, has lost it here with the next request.
    """
    if len(text) != _CHARACTERS or not text.startswith(PREFIX):
        return None
    found = (
        select(*ACTOR_COLUMNS, calendar_address.c.last_used_at)
        .join_from(calendar_address, account)
        .where(calendar_address.c.token_hash == _hash(text), is_valid_at(now))
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    if row.last_used_at is None or now - row.last_used_at >= _TOUCH_EVERY:
        used = update(calendar_address).where(calendar_address.c.account_id == row.id)
        await connection.execute(used.values(last_used_at=now))
    return actor_from(row)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
