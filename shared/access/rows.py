"""Read an actor from a row of `account`, and say when an account may be used."""

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, or_

from shared.access.actor import Actor, Role
from shared.access.tables import account
from shared.database.transactions import DatabaseActor

_TOKYO: Final = ZoneInfo("Asia/Tokyo")

ACTOR_COLUMNS: Final = (
    account.c.id,
    account.c.user_name,
    account.c.display_name,
    account.c.roles,
    account.c.desk_id,
    account.c.department,
)


def office_day(now: datetime) -> date:
    """Return the calendar day in Japan at *now*."""
    return now.astimezone(_TOKYO).date()


def is_valid_at(now: datetime) -> ColumnElement[bool]:
    """Return the condition under which an account may be used at *now*; its last day still counts."""
    today = office_day(now)
    return and_(
        account.c.disabled_at.is_(None),
        account.c.valid_from <= today,
        or_(account.c.valid_to.is_(None), account.c.valid_to >= today),
    )


def actor_from(row: Row[*tuple[Any, ...]]) -> Actor:
    """Return the actor in a row that holds ACTOR_COLUMNS."""
    return Actor(
        account_id=row.id,
        user=row.user_name,
        display_name=row.display_name,
        roles=frozenset(Role(role) for role in row.roles),
        desk_id=row.desk_id,
        department=row.department,
    )


def as_database_actor(actor: Actor) -> DatabaseActor:
    """Return *actor* as row-level security sees a signed-in person."""
    return DatabaseActor(
        kind="staff",
        desk=actor.desk_id,
        roles=frozenset(role.value for role in actor.roles),
        department=actor.department or "",
        account=actor.account_id,
    )
