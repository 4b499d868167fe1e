"""Reads for the balance: each account is one comparison of two tables, by set difference and not by sums."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, case, exists, func, literal, null, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.balance import Account, BalanceLine, Became, MissingOne, Standing
from services.operations.domain.delivery import State
from services.operations.storage.balance_views import (
    ACKNOWLEDGEMENTS,
    CASES,
    COUNTED,
    DOOR,
    NOTICES,
    OUTCOME,
    PROPOSALS,
)
from services.operations.storage.tables import given_by

# More than a person reads; the figures are of all.
LISTED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What a fact tells of."""

    teller: str
    type: str
    id: ColumnElement[UUID]
    receipt: ColumnElement[str]
    at: ColumnElement[datetime]
    only: ColumnElement[bool] = field(default_factory=true)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An account that a reader keeps: what a fact tells of, and what the reader makes of it."""

    account: Account
    reader: str
    left: _Left
    right: ColumnElement[UUID]


_PROPOSAL: Final = _Left(
    teller="intake",
    type="proposal.received.v1",
    id=PROPOSALS.c.proposal_id,
    receipt=PROPOSALS.c.receipt,
    at=PROPOSALS.c.created_at,
)
_CASE: Final = _Left(
    teller="routing", type="case.opened.v1", id=CASES.c.case_id, receipt=CASES.c.receipt, at=CASES.c.opened_at
)
_TOLD: Final = (
    _Told(account=Account.CASE, reader="routing.cases", left=_PROPOSAL, right=CASES.c.proposal_id),
    _Told(account=Account.NOTICE, reader="notify.staff-inbox", left=_CASE, right=NOTICES.c.case_id),
    _Told(
        account=Account.ACKNOWLEDGEMENT,
        reader="notify.proposer-mail",
        left=replace(_PROPOSAL, only=PROPOSALS.c.answerable),
        right=ACKNOWLEDGEMENTS.c.proposal_id,
    ),
    _Told(account=Account.COUNTED, reader="publication.counts", left=_CASE, right=COUNTED.c.case_id),
)


class BalanceSheet:
    """Both sides of every account, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lines(self, *, young: datetime) -> tuple[BalanceLine, ...]:
        """Return every account; what came after *young* is on its way even where nothing says so."""
        return (await self._door(young), *[await self._told(one, young) for one in _TOLD])

    async def _door(self, young: datetime) -> BalanceLine:
        by_outcome = (
            select(OUTCOME.c.outcome, func.count().label("n"))
            .select_from(OUTCOME.join(DOOR, DOOR.c.raw_id == OUTCOME.c.raw_id))
            .group_by(OUTCOME.c.outcome)
            .subquery()
        )
        became = select(func.jsonb_object_agg(by_outcome.c.outcome, by_outcome.c.n)).scalar_subquery()
        line = await self._line(
            Account.DOOR,
            "intake",
            left=select(func.count(DOOR.c.raw_id)),
            unexpected=_unexpected(OUTCOME.c.raw_id, DOOR.c.raw_id),
            unmatched=_without_outcome(young),
            became=became,
        )
        pending = line.became.get(Became.PENDING, 0)
        line = replace(line, on_the_way=line.on_the_way + pending)
        # Two outcomes of one thing are one too many.
        doubled = sum(line.became.values()) - pending - line.right
        return replace(line, unexpected=line.unexpected + doubled)

    async def _told(self, told: _Told, young: datetime) -> BalanceLine:
        return await self._line(
            told.account,
            told.reader,
            left=select(func.count(told.left.id)).where(told.left.only),
            unexpected=_unexpected(told.right, told.left.id),
            unmatched=_without_right(told, young),
        )

    async def _line(
        self,
        account: Account,
        place: str,
        *,
        left: Select[Any],
        unexpected: Select[Any],
        unmatched: Select[Any],
        became: ColumnElement[Any] | None = None,
    ) -> BalanceLine:
        # One statement, so that both sides are of the same moment.
        one = unmatched.cte("unmatched")
        row = (
            await self._connection.execute(
                select(
                    left.scalar_subquery().label("left"),
                    unexpected.scalar_subquery().label("unexpected"),
                    (null() if became is None else became).label("became"),
                    *(func.count().filter(one.c.standing == standing).label(standing.value) for standing in Standing),
                ).select_from(one)
            )
        ).one()
        return BalanceLine(
            account=account,
            place=place,
            left=row.left,
            on_the_way=row.on_the_way,
            parked=row.parked,
            discarded=row.discarded,
            missing=row.missing,
            unexpected=row.unexpected,
            became={Became(name): n for name, n in (row.became or {}).items()},
            lost=await self._lost(unmatched) if row.missing else (),
        )

    async def _lost(self, unmatched: Select[Any]) -> tuple[MissingOne, ...]:
        one = unmatched.cte("unmatched")
        rows = await self._connection.execute(
            select(one.c.id, one.c.at, one.c.receipt, one.c.channel)
            .where(one.c.standing == Standing.MISSING)
            .order_by(one.c.at, one.c.id)
            .limit(LISTED)
        )
        return tuple(MissingOne(id=row.id, at=row.at, receipt=row.receipt, channel=row.channel) for row in rows)


def _unexpected(right: ColumnElement[UUID], left: ColumnElement[UUID]) -> Select[Any]:
    return select(func.count(right)).where(~exists().where(left == right))


def _without_outcome(young: datetime) -> Select[Any]:
    standing = case((DOOR.c.accepted_at > young, Standing.ON_THE_WAY), else_=Standing.MISSING)
    return select(
        DOOR.c.raw_id.label("id"),
        DOOR.c.accepted_at.label("at"),
        literal(None, Text()).label("receipt"),
        DOOR.c.channel.label("channel"),
        standing.label("standing"),
    ).where(~exists().where(OUTCOME.c.raw_id == DOOR.c.raw_id))


def _without_right(told: _Told, young: datetime) -> Select[Any]:
    facts = given_by(told.left.teller).facts
    own = given_by(told.reader.partition(".")[0])
    handled, issue = own.handled, own.delivery_issue
    standing = case(
        (issue.c.state == State.DISCARDED, Standing.DISCARDED),
        (issue.c.state == State.PARKED, Standing.PARKED),
        (and_(facts.c.event_id.is_not(None), handled.c.event_id.is_(None)), Standing.ON_THE_WAY),
        (told.left.at > young, Standing.ON_THE_WAY),
        else_=Standing.MISSING,
    )
    return (
        select(
            told.left.id.label("id"),
            told.left.at.label("at"),
            told.left.receipt.label("receipt"),
            null().label("channel"),
            standing.label("standing"),
        )
        .outerjoin(facts, and_(facts.c.aggregate_id == told.left.id, facts.c.type == told.left.type))
        .outerjoin(handled, and_(handled.c.reader == told.reader, handled.c.event_id == facts.c.event_id))
        .outerjoin(issue, and_(issue.c.reader == told.reader, issue.c.event_id == facts.c.event_id))
        .where(told.left.only, ~exists().where(told.right == told.left.id))
    )
