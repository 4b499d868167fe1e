"""Slow down guessing without locking anybody out: refusal is for minutes, by user and address together."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.accounts import normal_user
from shared.access.tables import sign_in_attempt
from shared.errors import Temporary
from shared.ids import new_id

WINDOW: Final = timedelta(minutes=10)
FAILURES_OF_ONE_ADDRESS: Final = 10
# Many addresses guessing one name: strangers wait, an address this user has entered from before does not.
FAILURES_OF_ALL_ADDRESSES: Final = 100
_KNOWN_FOR: Final = timedelta(days=30)


class TooManyAttempts(Temporary):
    """Too many sign-ins failed; the next may be tried after *wait_seconds*."""

    http_status = 429
    public_message = "サインインの失敗が続いたため、しばらく受け付けを止めています。時間をおいてお試しください。"

    def __init__(self, *, wait_seconds: int) -> None:
        """Keep how long to wait."""
        super().__init__()
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who knocks, as keyed hashes: enough to count, useless to anybody who reads the table."""

    user_hash: bytes
    address_hash: bytes


def visitor(secret: bytes, *, user: str, address: str) -> Visitor:
    """Return the hashes of a user name as typed and of the address it came from."""
    return Visitor(
        user_hash=_keyed(secret, "user", normal_user(user) or user),
        address_hash=_keyed(secret, "address", _network(address)),
    )


async def begin_attempt(connection: AsyncConnection, who: Visitor, *, now: datetime) -> UUID:
    """Record an attempt as failed and return its id, or raise TooManyAttempts and record nothing.

    Commit before the password is looked at: an attempt counts as failed until it is shown not to be,
    so a hundred requests at once are a hundred attempts.
    """
    lock = int.from_bytes(who.user_hash[:8], "big", signed=True)
    await connection.execute(select(func.pg_advisory_xact_lock(lock)))
    await _refuse_if_too_many(connection, who, now=now)
    attempt_id = new_id()
    await connection.execute(
        insert(sign_in_attempt).values(
            id=attempt_id, user_hash=who.user_hash, address_hash=who.address_hash, at=now, ok=False
        )
    )
    return attempt_id


async def attempt_succeeded(connection: AsyncConnection, attempt_id: UUID) -> None:
    """Turn an attempt into a success, which also forgives the failures before it."""
    await connection.execute(update(sign_in_attempt).values(ok=True).where(sign_in_attempt.c.id == attempt_id))


async def sweep_attempts(connection: AsyncConnection, *, now: datetime) -> int:
    """Delete attempts older than the time an address stays known and return how many; may be repeated."""
    old = delete(sign_in_attempt).where(sign_in_attempt.c.at < now - _KNOWN_FOR)
    return (await connection.execute(old)).rowcount


async def _refuse_if_too_many(connection: AsyncConnection, who: Visitor, *, now: datetime) -> None:
    one = sign_in_attempt.c
    of_user = one.user_hash == who.user_hash
    here = of_user & (one.address_hash == who.address_hash)
    last_success = select(func.max(one.at)).where(here, one.ok).scalar_subquery()
    since = func.greatest(now - WINDOW, last_success)
    recent = select(one.at).where(here, ~one.ok, one.at > since).order_by(one.at.desc())
    times = (await connection.scalars(recent.limit(FAILURES_OF_ONE_ADDRESS))).all()
    if len(times) == FAILURES_OF_ONE_ADDRESS:
        raise TooManyAttempts(wait_seconds=_seconds_until(times[-1] + WINDOW, now))
    elsewhere = select(func.count()).where(of_user, ~one.ok, one.at > now - WINDOW).scalar_subquery()
    known = exists().where(here, one.ok, one.at > now - _KNOWN_FOR)
    count, is_known = (await connection.execute(select(elsewhere, known))).one()
    if count >= FAILURES_OF_ALL_ADDRESSES and not is_known:
        raise TooManyAttempts(wait_seconds=int(WINDOW.total_seconds()))


def _seconds_until(then: datetime, now: datetime) -> int:
    return max(1, int((then - now).total_seconds()) + 1)


def _keyed(secret: bytes, purpose: str, text: str) -> bytes:
    return hmac.digest(secret, f"sign-in {purpose}\0{text}".encode("utf-8", "replace"), hashlib.sha256)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    # One household or office has a whole /64 to change its address in.
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)
