"""What the owners say now: a fact says what was, and a person is told only what still holds.

Read through the owners' grants, as far as they go (ids, codes, states). What an owner does not know, it does not
contradict.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, MetaData, Select, Table, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.casting import AT_WORK, IN_THE_ROUND
from services.notify.domain.mail import PublicNotice
from services.notify.storage.routing_tables import case, member, offer

# Declared here as far as notify reads it, for services do not import each other.
_holding: Final = Table(
    "holding",
    MetaData(schema="intake"),
    Column("raw_id", Uuid, primary_key=True),
    Column("decided_at", DateTime(timezone=True)),
)
_pause: Final = Table(
    "pause",
    MetaData(schema="intake"),
    Column("desk_id", Text),
    Column("notice", Text),
    Column("begun_at", DateTime(timezone=True)),
    Column("until", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
)
_IDS: Final = bindparam("ids", type_=ARRAY(Uuid))
_BEGUN: Final = select(case.c.case_id).where(case.c.case_id == func.any(_IDS), case.c.stage != "received")
_ANSWERED: Final = select(offer.c.offer_id).where(offer.c.offer_id == func.any(_IDS), offer.c.state != "asked")
_ADMITTED: Final = (
    select(offer.c.case_id, offer.c.department)
    .where(offer.c.case_id == func.any(_IDS), offer.c.state.in_(sorted(IN_THE_ROUND)))
    .union_all(
        select(member.c.case_id, member.c.municipality).where(
            member.c.case_id == func.any(_IDS), member.c.state.in_(("invited", "joined"))
        )
    )
)
_LEADS: Final = offer.c.lead & offer.c.state.in_(sorted(AT_WORK))
_CASES: Final = (
    select(case.c.proposal_id, case.c.case_id, offer.c.department)
    .outerjoin_from(case, offer, (offer.c.case_id == case.c.case_id) & _LEADS)
    .where(case.c.proposal_id == func.any(_IDS))
)
_DECIDED: Final = select(_holding.c.raw_id).where(
    _holding.c.raw_id == func.any(_IDS), _holding.c.decided_at.is_not(None)
)

_PAUSED: Final = select(_pause.c.desk_id, _pause.c.notice, _pause.c.begun_at, _pause.c.until).where(
    _pause.c.desk_id == func.any(bindparam("desks", type_=ARRAY(Text))), _pause.c.ended_at.is_(None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCase:
    """The case of a proposal, and the department that leads it and may read it."""

    case_id: UUID
    lead: str | None


class PresentState:
    """Asks routing and intake in the caller's transaction, about any number of things with one statement."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def begun(self, case_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return which of these cases an officer of the desk has taken on already."""
        return await self._ids(_BEGUN, case_ids)

    async def no_longer_asked(self, offer_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return which of these offers wait for nobody: taken up, judged, returned, expired or recalled."""
        return await self._ids(_ANSWERED, offer_ids)

    async def decided(self, raw_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return which of these held messages wait no more: a person decided, or the desk's pause ended."""
        return await self._ids(_DECIDED, raw_ids)

    async def admitted(self, case_ids: Collection[UUID]) -> frozenset[tuple[UUID, str]]:
        """Return which departments have an offer of these cases that stands, and which municipalities are in them."""
        rows = await self._connection.execute(_ADMITTED, {"ids": list(case_ids)})
        return frozenset((row.case_id, row.department) for row in rows)

    async def paused(self, desks: Collection[str], *, at: datetime) -> dict[str, PublicNotice]:
        """Return what these desks say to everybody while they take nothing new; others are not among them."""
        rows = await self._connection.execute(_PAUSED, {"desks": list(desks)})
        return {
            row.desk_id: PublicNotice(text=row.notice, since=row.begun_at, until=row.until)
            for row in rows
            if row.until is None or at < row.until
        }

    async def cases_of(self, proposal_ids: Collection[UUID]) -> dict[UUID, StandingCase]:
        """Return the cases of these proposals; one that is not opened yet has none."""
        rows = await self._connection.execute(_CASES, {"ids": list(proposal_ids)})
        return {row.proposal_id: StandingCase(case_id=row.case_id, lead=row.department) for row in rows}

    async def _ids(self, query: Select[Any], ids: Collection[UUID]) -> frozenset[UUID]:
        return frozenset((await self._connection.execute(query, {"ids": list(ids)})).scalars())
