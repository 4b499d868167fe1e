"""Incidents as operations sees them, and which operators were told of them by mail."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.incidents import Change, IncidentPlace, LastTold, Standing, ToTell
from services.notify.domain.mail import MailState
from services.notify.storage.tables import PEOPLE, mail_send
from shared.access.actor import Role
from shared.access.rows import is_valid_at
from shared.access.tables import account
from shared.ids import new_id

NEVER: Final = datetime.max.replace(tzinfo=UTC)
_TURN: Final = 0x696E6364
# Declared here as far as notify reads it, for services do not import each other.
_incident: Final = Table(
    "incident",
    MetaData(schema="operations"),
    Column("cause", Text),
    Column("service", Text),
    Column("reader", Text),
    Column("opened_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("amount", Integer),
    Column("what_can_be_done", Text),
)
_PLACE: Final = func.coalesce(_incident.c.reader, _incident.c.service, "").label("place")
_OPEN: Final = _incident.c.closed_at.is_(None)
_told: Final = PEOPLE.incident.c


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTold:
    """One thing a mail tells: which incident, what became of it, and since when there is or was one."""

    about: IncidentPlace
    change: Change
    since: datetime


class Incidents:
    """What operators are to be told, in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def take_turn(self) -> bool:
        """Tell whether nobody else tells of incidents; then nobody does before this transaction ends."""
        return bool(await self._connection.scalar(select(func.pg_try_advisory_xact_lock(_TURN))))

    async def operators(self, *, now: datetime) -> list[tuple[str, UUID]]:
        """Return desk and person of those who keep the house running and have an address."""
        found = select(account.c.desk_id, account.c.id).where(
            literal(Role.OPERATOR.value) == any_(account.c.roles), account.c.email.is_not(None), is_valid_at(now)
        )
        return [(row.desk_id, row.id) for row in await self._connection.execute(found.order_by(account.c.id))]

    async def standing(self, *, since: datetime) -> dict[IncidentPlace, Standing]:
        """Return what is open, or was until after *since*, by cause and place."""
        amount = func.sum(func.coalesce(_incident.c.amount, 1)).filter(_OPEN)
        found = (
            select(
                _incident.c.cause,
                _PLACE,
                func.min(_incident.c.what_can_be_done).label("remedy"),
                func.coalesce(amount, 0).label("amount"),
                func.min(_incident.c.opened_at).filter(_OPEN).label("since"),
                func.max(_incident.c.opened_at).label("newest"),
            )
            .where(or_(_OPEN, _incident.c.closed_at > since))
            .group_by(_incident.c.cause, _PLACE)
            .order_by(_incident.c.cause, _PLACE)
        )
        return {
            IncidentPlace(row.cause, row.place): Standing(
                remedy=row.remedy, amount=int(row.amount), since=row.since, newest=row.newest
            )
            for row in await self._connection.execute(found)
        }

    async def standing_now(self) -> dict[IncidentPlace, Standing]:
        """Return what is open."""
        return {about: one for about, one in (await self.standing(since=NEVER)).items() if one.since is not None}

    async def told_last(self, account_ids: Collection[UUID]) -> dict[UUID, dict[IncidentPlace, LastTold]]:
        """Return what each person was told last of every cause and place."""
        whom = _told.account_id, _told.cause, _told.place
        what = _told.notice_id, _told.change, _told.since, _told.noted_at
        found = (
            select(*whom, *what, (mail_send.c.state == MailState.SENT.value).label("left"))
            .join_from(PEOPLE.incident, mail_send, mail_send.c.send_id == _told.send_id)
            .where(
                _told.account_id == func.any(bindparam("ids", type_=ARRAY(Uuid, dimensions=1))),
                # What was over before its mail left was never told.
                mail_send.c.state != MailState.NEEDLESS.value,
            )
            .order_by(*whom, _told.notice_id.desc())
            .ext(distinct_on(*whom))
        )
        last: dict[UUID, dict[IncidentPlace, LastTold]] = {}
        for row in await self._connection.execute(found, {"ids": list(account_ids)}):
            last.setdefault(row.account_id, {})[IncidentPlace(row.cause, row.place)] = LastTold(
                notice_id=row.notice_id,
                change=Change(row.change),
                since=row.since,
                noted_at=row.noted_at,
                left=row.left,
            )
        return last

    async def take_back(self, notice_ids: Collection[UUID]) -> None:
        """Forget what was not told yet and is over."""
        if notice_ids:
            await self._connection.execute(delete(PEOPLE.incident).where(_told.notice_id.in_(notice_ids)))

    async def note(self, told: Mapping[UUID, Sequence[ToTell]], sends: Mapping[UUID, UUID], *, at: datetime) -> None:
        """Say which mail tells each person what."""
        rows = [
            {
                "notice_id": new_id(),
                "account_id": account_id,
                **one.about._asdict(),
                "change": one.change.value,
                "since": one.since,
                "noted_at": at,
                "send_id": sends[account_id],
            }
            for account_id, ones in told.items()
            for one in ones
        ]
        if rows:
            await self._connection.execute(insert(PEOPLE.incident), rows)

    async def in_mails(self, send_ids: Collection[UUID]) -> dict[UUID, list[IncidentTold]]:
        """Return what each of these mails tells, in the order in which it was noted."""
        said: dict[UUID, list[IncidentTold]] = {}
        if not send_ids:
            return said
        found = select(_told.send_id, _told.cause, _told.place, _told.change, _told.since)
        rows = await self._connection.execute(found.where(_told.send_id.in_(send_ids)).order_by(_told.notice_id))
        for row in rows:
            one = IncidentTold(about=IncidentPlace(row.cause, row.place), change=Change(row.change), since=row.since)
            said.setdefault(row.send_id, []).append(one)
        return said
