"""Sessions on the server: the browser holds a random token, the table only its hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.actor import Actor
from shared.access.rows import ACTOR_COLUMNS, actor_from, is_valid_at
from shared.access.tables import account, session

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
# A page refreshes itself; writing every look would make reading a page a write.
_TOUCH_EVERY: Final = timedelta(minutes=1)
_TOKEN_BYTES: Final = 32
_MAX_TOKEN_CHARACTERS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """A session just begun; *token* is told once, to the browser.

    It also binds the forms: shared/web/csrf.py makes their tokens from the cookie, so they die with it.
    """

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that holds, and whose it is; *session_id* is the hash of the token, in hex."""

    actor: Actor
    session_id: str
    expires_at: datetime


async def open_session(
    connection: AsyncConnection, account_id: UUID, *, now: datetime, instead_of: str | None = None
) -> OpenedSession:
    """Begin a session under a new token; the one the browser brought (*instead_of*) ends."""
    if instead_of is not None:
        await end_session(connection, instead_of, now=now)
    opened = OpenedSession(
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        expires_at=now + ABSOLUTE,
    )
    await connection.execute(
        insert(session).values(
            token_hash=_hash(opened.token),
            account_id=account_id,
            created_at=now,
            last_seen_at=now,
            expires_at=opened.expires_at,
        )
    )
    return opened


async def find_session(connection: AsyncConnection, token: str, *, now: datetime) -> SignedIn | None:
    """Return whose session *token* is and note that it was seen, or nothing if it ran out or was ended.

    The account is read afresh: what an administrator took away is gone with the next request.
    """
    if not token or len(token) > _MAX_TOKEN_CHARACTERS:
        return None
    found = (
        select(*ACTOR_COLUMNS, session.c.expires_at, session.c.last_seen_at)
        .join_from(session, account)
        .where(
            session.c.token_hash == _hash(token),
            session.c.ended_at.is_(None),
            session.c.expires_at > now,
            session.c.last_seen_at > now - IDLE,
            is_valid_at(now),
        )
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    if now - row.last_seen_at >= _TOUCH_EVERY:
        seen = update(session).values(last_seen_at=now).where(session.c.token_hash == _hash(token))
        await connection.execute(seen)
    return SignedIn(
        actor=actor_from(row),
        session_id=_hash(token).hex(),
        expires_at=row.expires_at,
    )


async def end_session(connection: AsyncConnection, token: str, *, now: datetime) -> None:
    """End the session of *token*; one that is unknown or ended already stays as it is."""
    ended = update(session).values(ended_at=now)
    await connection.execute(ended.where(session.c.token_hash == _hash(token), session.c.ended_at.is_(None)))


async def end_all_sessions(connection: AsyncConnection, account_id: UUID, *, now: datetime) -> int:
    """End every open session of an account and return how many there were."""
    ended = update(session).values(ended_at=now)
    ended = ended.where(session.c.account_id == account_id, session.c.ended_at.is_(None))
    return (await connection.execute(ended)).rowcount


async def sweep_sessions(connection: AsyncConnection, *, now: datetime) -> int:
    """Delete the sessions that ran out at least a day ago and return how many; may be repeated."""
    old = delete(session).where(session.c.expires_at < now - timedelta(days=1))
    return (await connection.execute(old)).rowcount


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
