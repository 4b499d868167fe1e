"""Accounts: who has one, made and changed by an administrator; for commands and for sign-in."""

import asyncio
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.actor import Actor, Role
from shared.access.passwords import check_password_rule, hash_password
from shared.access.rows import ACTOR_COLUMNS, actor_from, is_valid_at, office_day
from shared.access.sessions import end_all_sessions
from shared.access.tables import account
from shared.errors import Invalid, Missing, Refused
from shared.ids import new_id
from shared.plain_address import is_plain_address

MAX_USER_CHARACTERS: Final = 64


class UserTaken(Refused):
    """There is an account with this user name already."""

    public_message = "この利用者名はすでに使われています。別の利用者名をお選びください。"


class NoSuchAccount(Missing):
    """There is no account with this user name, or it is not valid now."""

    public_message = "この利用者は登録されていないか、現在は利用できません。"


class UnusableMailAddress(Invalid):
    """What was given is not one plain mail address."""

    public_message = "メールアドレスを読み取れませんでした。半角で一つだけお書きください。"


class UnusableAccount(Invalid):
    """An account needs a plain user name, a role, and the department or municipality it belongs to."""

    public_message = "利用者名・役割・所属課のいずれかに不備があります。内容をご確認ください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an administrator says of a new account; *valid_to* is its last day."""

    user: str
    display_name: str
    roles: frozenset[Role]
    desk_id: str
    department: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What sign-in compares a password with."""

    account_id: UUID
    password_hash: str | None


def normal_user(user: str) -> str:
    """Return the one spelling under which a user name is kept, or nothing if it cannot be one."""
    normal = unicodedata.normalize("NFKC", user).strip().casefold()
    usable = normal.isprintable() and " " not in normal and len(normal) <= MAX_USER_CHARACTERS
    return normal if usable else ""


async def create_account(connection: AsyncConnection, new: NewAccount, *, password: str | None, now: datetime) -> UUID:
    """Store an account and return its id; without a password it can only be entered through OIDC.

    Raises UserTaken, UnusableAccount or WeakPassword and then stores nothing.
    """
    user = normal_user(new.user)
    if not user or not _fit_together(new.roles, new.department):
        raise UnusableAccount
    valid_from = new.valid_from or office_day(now)
    if new.valid_to is not None and new.valid_to < valid_from:
        raise UnusableAccount
    if password is not None:
        check_password_rule(password, user=user)
    account_id = new_id()
    statement = (
        insert(account)
        .values(
            id=account_id,
            user_name=user,
            display_name=new.display_name,
            password_hash=None if password is None else await asyncio.to_thread(hash_password, password),
            roles=sorted(new.roles),
            desk_id=new.desk_id,
            department=new.department,
            valid_from=valid_from,
            valid_to=new.valid_to,
            created_at=now,
            email=_usable_address(new.email),
        )
        .on_conflict_do_nothing(index_elements=[account.c.user_name])
    )
    if (await connection.execute(statement)).rowcount == 0:
        raise UserTaken
    return account_id


async def set_password(connection: AsyncConnection, user: str, *, password: str, now: datetime) -> None:
    """Give *user* a new password and end all their sessions; raises NoSuchAccount or WeakPassword."""
    check_password_rule(password, user=normal_user(user))
    account_id = await _id_of(connection, user)
    changed = update(account).values(password_hash=await asyncio.to_thread(hash_password, password))
    await connection.execute(changed.where(account.c.id == account_id))
    await end_all_sessions(connection, account_id, now=now)


async def set_address(connection: AsyncConnection, user: str, email: str | None) -> None:
    """Keep where *user* is told by mail, or that nowhere; raises NoSuchAccount or UnusableMailAddress."""
    address = _usable_address(email)
    account_id = await _id_of(connection, user)
    await connection.execute(update(account).values(email=address).where(account.c.id == account_id))


async def disable_account(connection: AsyncConnection, user: str, *, now: datetime) -> None:
    """Close the account of *user* and end all their sessions; raises NoSuchAccount."""
    account_id = await _id_of(connection, user)
    await connection.execute(update(account).values(disabled_at=now).where(account.c.id == account_id))
    await end_all_sessions(connection, account_id, now=now)


async def actor_by_user(connection: AsyncConnection, user: str, *, now: datetime) -> Actor:
    """Return the actor a command acts as (`--as USER`); raises NoSuchAccount also for a closed account."""
    found = select(*ACTOR_COLUMNS).where(account.c.user_name == normal_user(user), is_valid_at(now))
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        raise NoSuchAccount
    return actor_from(row)


async def credentials_of(connection: AsyncConnection, user: str, *, now: datetime) -> Credentials | None:
    """Return what to compare a password with, or nothing if nobody of that name may enter now."""
    found = select(account.c.id, account.c.password_hash)
    found = found.where(account.c.user_name == normal_user(user), is_valid_at(now))
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else Credentials(account_id=row.id, password_hash=row.password_hash)


def _fit_together(roles: frozenset[Role], unit: str | None) -> bool:
    """Tell whether a person can be all this; a guest of a municipality is nothing else in the house."""
    of_a_unit = bool(roles & {Role.DEPARTMENT, Role.MUNICIPALITY})
    return bool(roles) and (bool(unit) or not of_a_unit) and (Role.MUNICIPALITY not in roles or len(roles) == 1)


def _usable_address(email: str | None) -> str | None:
    if email is not None and not is_plain_address(email):
        raise UnusableMailAddress
    return email


async def _id_of(connection: AsyncConnection, user: str) -> UUID:
    found = select(account.c.id).where(account.c.user_name == normal_user(user))
    account_id: UUID | None = (await connection.execute(found)).scalar_one_or_none()
    if account_id is None:
        raise NoSuchAccount
    return account_id
