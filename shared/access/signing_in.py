"""Sign a person in: slow down guessing, compare the password, begin a session."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.accounts import credentials_of
from shared.access.attempts import attempt_succeeded, begin_attempt, visitor
from shared.access.passwords import needs_rehash, verify_password
from shared.access.sessions import OpenedSession, open_session
from shared.errors import Refused

log = structlog.get_logger()

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


class WrongCredentials(Refused):
    """The user name or the password is wrong, or the account is closed; nobody is told which."""

    http_status = 403
    public_message = "利用者名またはパスワードが正しくありません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """What a person typed, where it came from, and the session the browser brought along."""

    user: str
    password: str
    address: str
    old_token: str | None = None


async def sign_in(begin: Begin, knock: Knock, *, secret: bytes, now: Callable[[], datetime]) -> OpenedSession:
    """Return a new session, or raise WrongCredentials or TooManyAttempts.

    Two short transactions stand around the slow comparison, so that guessing holds no connection.
    """
    who = visitor(secret, user=knock.user, address=knock.address)
    async with begin() as connection:
        attempt_id = await begin_attempt(connection, who, now=now())
        credentials = await credentials_of(connection, knock.user, now=now())
    password_hash = credentials.password_hash if credentials else None
    fits = await asyncio.to_thread(verify_password, password_hash, knock.password)
    if credentials is None or password_hash is None or not fits:
        log.info("sign_in_failed", account_id=str(credentials.account_id) if credentials else None)
        raise WrongCredentials
    if needs_rehash(password_hash):
        # A web role may not write accounts, so this waits for the next new password.
        log.warning("password_hash_is_old", account_id=str(credentials.account_id))
    async with begin() as connection:
        # The account may have been closed, or its password changed, while the old one was compared.
        if await credentials_of(connection, knock.user, now=now()) != credentials:
            raise WrongCredentials
        await attempt_succeeded(connection, attempt_id)
        opened = await open_session(connection, credentials.account_id, now=now(), instead_of=knock.old_token)
    log.info("signed_in", account_id=str(credentials.account_id))
    return opened
