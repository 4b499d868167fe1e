"""Tokens for programs: issued where accounts are made, shown once, kept only as a hash, gone with the account."""

import hashlib
import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.accounts import NoSuchAccount, normal_user
from shared.access.actor import Actor
from shared.access.rows import ACTOR_COLUMNS, actor_from, is_valid_at
from shared.access.tables import account, token
from shared.errors import Invalid, Missing
from shared.ids import new_id

# Recognised by people, and by programs that look for secrets in files: desk_ and 56 hexadecimal digits.
PREFIX: Final = "desk_"
USUAL_DAYS: Final = 90
MOST_DAYS: Final = 366
_SECRET_BYTES: Final = 24
_CHECK_DIGITS: Final = 8
_MAX_LABEL_CHARACTERS: Final = 100
_CHARACTERS: Final = len(PREFIX) + 2 * _SECRET_BYTES + _CHECK_DIGITS
# A program asks all day; a row says well enough by the hour when it was last heard of.
_TOUCH_EVERY: Final = timedelta(hours=1)


class NoSuchToken(Missing):
    """There is no token with this id, or it was revoked before."""

    public_message = "このトークンは登録されていないか、すでに無効になっています。"


class UnusableToken(Invalid):
    """A token needs a life of 1 to 366 days and a label of one line, at most 100 characters."""

    public_message = "トークンの有効期間は1日から366日まで、名称は1行100文字までで指定してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A token just issued; *text* is told once and kept nowhere."""

    token_id: UUID
    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """A token as a list shows it, without anything that could be used."""

    token_id: UUID
    user: str
    label: str
    issued_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Tell whether it opens the API at *now*, as far as the token itself decides."""
        return self.revoked_at is None and self.expires_at > now


def is_token(text: str) -> bool:
    """Tell whether *text* can be a token at all: prefix, length and checksum; nobody is asked."""
    body, check = text[:-_CHECK_DIGITS], text[-_CHECK_DIGITS:]
    return len(text) == _CHARACTERS and text.isascii() and body.startswith(PREFIX) and check == _check_of(body)


async def issue_token(connection: AsyncConnection, user: str, *, label: str, days: int, now: datetime) -> IssuedToken:
    """Issue a token that acts as *user* for *days*; raise NoSuchAccount or UnusableToken and then store nothing."""
    if not 1 <= days <= MOST_DAYS or len(label) > _MAX_LABEL_CHARACTERS or not label.isprintable():
        raise UnusableToken
    found = select(account.c.id).where(account.c.user_name == normal_user(user), is_valid_at(now))
    account_id: UUID | None = (await connection.execute(found)).scalar_one_or_none()
    if account_id is None:
        raise NoSuchAccount
    body = PREFIX + secrets.token_hex(_SECRET_BYTES)
    issued = IssuedToken(token_id=new_id(), text=body + _check_of(body), expires_at=now + timedelta(days=days))
    await connection.execute(
        insert(token).values(
            token_id=issued.token_id,
            token_hash=_hash(issued.text),
            account_id=account_id,
            label=label,
            issued_at=now,
            expires_at=issued.expires_at,
        )
    )
    return issued


async def actor_of_token(connection: AsyncConnection, text: str, *, now: datetime) -> Actor | None:
    """Return as whom *text* acts and note that it was used, or nothing if it does not hold.

    The account is read afresh: one that was closed, or lost a role, has lost it here with the next request.
    """
    if not is_token(text):
        return None
    found = (
        select(*ACTOR_COLUMNS, token.c.token_id, token.c.last_used_at)
        .join_from(token, account)
        .where(
            token.c.token_hash == _hash(text),
            token.c.revoked_at.is_(None),
            token.c.expires_at > now,
            is_valid_at(now),
        )
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    if row.last_used_at is None or now - row.last_used_at >= _TOUCH_EVERY:
        await connection.execute(update(token).values(last_used_at=now).where(token.c.token_id == row.token_id))
    return actor_from(row)


async def tokens(connection: AsyncConnection, user: str | None = None) -> list[TokenLine]:
    """Return all tokens, or those of *user*, the newest first."""
    newest = (token.c.issued_at.desc(), token.c.token_id.desc())
    query = select(token, account.c.user_name).join_from(token, account).order_by(*newest)
    if user is not None:
        query = query.where(account.c.user_name == normal_user(user))
    return [
        TokenLine(
            token_id=row.token_id,
            user=row.user_name,
            label=row.label,
            issued_at=row.issued_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
        )
        for row in await connection.execute(query)
    ]


async def revoke_token(connection: AsyncConnection, token_id: UUID, *, now: datetime) -> None:
    """Take a token back; its next request is refused. Raise NoSuchToken."""
    revoked = update(token).values(revoked_at=now)
    revoked = revoked.where(token.c.token_id == token_id, token.c.revoked_at.is_(None))
    if (await connection.execute(revoked)).rowcount == 0:
        raise NoSuchToken


def _check_of(body: str) -> str:
    return f"{zlib.crc32(body.encode('utf-8', 'replace')):0{_CHECK_DIGITS}x}"


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
