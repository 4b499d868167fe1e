"""Reads for the balance: each account is one comparison of two tables, by set difference and not by sums."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.balance import Account, BalanceLine, Became, Due, HoldingBox, MissingOne, Standing
from services.operations.domain.delivery import State
from services.operations.storage.balance_marks import BalanceMarks, Mark
from services.operations.storage.balance_views import (
    ACKNOWLEDGEMENTS,
    CASES,
    COUNTED,
    DOOR,
    HELD,
    NOTICES,
    OUTCOME,
    PROPOSALS,
)
from services.operations.storage.tables import given_by, heard_type
from shared.database.rows import list_of

# More than a person reads; the figures are of all.
LISTED: Final = 100
# No transaction that has something to count lasts so long: what came before that is there to be seen.
SEEN_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What came in, and the fact that tells of it; nobody tells of what stands at the doors."""

    id: ColumnElement[UUID]
    at: ColumnElement[datetime]
    receipt: ColumnElement[Any] = field(default_factory=lambda: literal(None, Text()))
    channel: ColumnElement[Any] = field(default_factory=lambda: literal(None, Text()))
    only: ColumnElement[bool] = field(default_factory=true)
    teller: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """One account: what came in, and what *place*, a reader or the doors' own service, makes of it."""

    account: Account
    place: str
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
_BOOKS: Final = (
    _Book(
        account=Account.DOOR,
        place="intake",
        left=_Left(id=DOOR.c.raw_id, at=DOOR.c.accepted_at, channel=DOOR.c.channel),
        right=OUTCOME.c.raw_id,
    ),
    _Book(account=Account.CASE, place="routing.cases", left=_PROPOSAL, right=CASES.c.proposal_id),
    _Book(account=Account.NOTICE, place="notify.staff-inbox", left=_CASE, right=NOTICES.c.case_id),
    _Book(
        account=Account.ACKNOWLEDGEMENT,
        place="notify.proposer-mail",
        left=replace(_PROPOSAL, only=PROPOSALS.c.answerable),
        right=ACKNOWLEDGEMENTS.c.proposal_id,
    ),
    _Book(account=Account.COUNTED, place="publication.counts", left=_CASE, right=COUNTED.c.case_id),
)


class BalanceSheet:
    """Both sides of every account, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.marks = BalanceMarks(connection)

    async def lines(self, due: Due, *, full: bool = False) -> tuple[BalanceLine, ...]:
        """Return every account: what came since its mark is compared, or all there is with *full*.

        What came after *due.young* is on its way even where nothing says so; what came before *due.late* is missing
        unless something says where it is.
        """
        marks = {} if full else await self.marks.all()
        return tuple([await self._line(book, due, marks.get(book.account)) for book in _BOOKS])

    async def held(self) -> tuple[HoldingBox, ...]:
        """Return what waits in the holding box of each desk that has something in it."""
        counted = select(HELD.c.desk_id, func.count().label("count"), func.min(HELD.c.held_at).label("since"))
        rows = await self._connection.execute(counted.group_by(HELD.c.desk_id).order_by(HELD.c.desk_id))
        return tuple(HoldingBox(desk_id=row.desk_id, count=row[1], since=row.since) for row in rows)

    async def settle(self, due: Due, lines: tuple[BalanceLine, ...], *, full: bool) -> None:
        """Move the marks, after *lines* were drawn in this transaction in the same way."""
        marks = {} if full else await self.marks.all()
        for book, line in zip(_BOOKS, lines, strict=True):
            await self._settle(book, due, marks.get(book.account), line)

    async def _line(self, book: _Book, due: Due, mark: Mark | None) -> BalanceLine:
        looked = _looked(book.left, mark)
        unmatched = _unmatched(book, looked, due)
        one = unmatched.cte("unmatched")
        # One statement, so that both sides are of the same moment.
        row = (
            await self._connection.execute(
                select(
                    select(func.count()).select_from(looked).where(_matched(book, looked)).scalar_subquery().label("n"),
                    (literal(mark.unexpected) if mark else _unexpected(book)).label("unexpected"),
                    (_became(looked) if book.account is Account.DOOR else null()).label("became"),
                    *(func.count().filter(one.c.standing == standing).label(standing.value) for standing in Standing),
                ).select_from(one)
            )
        ).one()
        became = {Became(name): n for name, n in (row.became or {}).items()}
        unexpected = row.unexpected
        if book.account is Account.DOOR and mark is None:
            # Two outcomes of one thing are one too many.
            unexpected += sum(became.values()) - became.get(Became.PENDING, 0) - row.n
        between = row.on_the_way + row.parked + row.discarded + row.missing
        return BalanceLine(
            account=book.account,
            place=book.place,
            left=(mark.settled if mark else 0) + row.n + between,
            on_the_way=row.on_the_way,
            parked=row.parked,
            discarded=row.discarded,
            missing=row.missing,
            unexpected=unexpected,
            became=_added(became, mark),
            lost=await self._lost(unmatched) if row.missing else (),
        )

    async def _settle(self, book: _Book, due: Due, mark: Mark | None, line: BalanceLine) -> None:
        until = due.at - SEEN_AFTER
        looked = _looked(book.left, mark)
        one = _unmatched(book, looked, due).cte("unmatched")
        # A person may still make something else of what is held, so that it is not settled yet.
        unsettled = or_(looked.c.id.in_(select(one.c.id)), _held(looked) if book.account is Account.DOOR else false())
        still_open = tuple(
            await self._connection.scalars(select(looked.c.id).where(looked.c.at <= until, unsettled).distinct())
        )
        old = (
            select(looked)
            .where(looked.c.at <= until, looked.c.id != func.all(list_of(still_open, looked.c.id.type)))
            .cte("old")
        )
        row = (
            await self._connection.execute(
                select(
                    select(func.count()).select_from(old).where(_matched(book, old)).scalar_subquery().label("n"),
                    (_became(old) if book.account is Account.DOOR else null()).label("became"),
                )
            )
        ).one()
        await self.marks.keep(
            book.account,
            Mark(
                until=max(until, mark.until) if mark else until,
                full_at=mark.full_at if mark else due.at,
                settled=(mark.settled if mark else 0) + row.n,
                unexpected=line.unexpected,
                became=_added({Became(name): n for name, n in (row.became or {}).items()}, mark),
                open=still_open,
            ),
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


def _looked(left: _Left, mark: Mark | None) -> CTE:
    every = select(
        left.id.label("id"), left.at.label("at"), left.receipt.label("receipt"), left.channel.label("channel")
    ).where(left.only)
    if mark is None:
        return every.cte("looked")
    still_open = left.id == func.any(list_of(mark.open, left.id.type))
    return union_all(every.where(left.at > mark.until), every.where(still_open, left.at <= mark.until)).cte("looked")


def _matched(book: _Book, looked: CTE) -> ColumnElement[bool]:
    there = book.right == looked.c.id
    return exists().where(there, OUTCOME.c.outcome != Became.PENDING if book.account is Account.DOOR else true())


def _held(looked: CTE) -> ColumnElement[bool]:
    return exists().where(OUTCOME.c.raw_id == looked.c.id, OUTCOME.c.outcome == Became.HELD)


def _became(looked: CTE) -> ColumnElement[Any]:
    by_outcome = (
        select(OUTCOME.c.outcome, func.count().label("n"))
        .select_from(looked.join(OUTCOME, OUTCOME.c.raw_id == looked.c.id))
        .group_by(OUTCOME.c.outcome)
        .subquery()
    )
    return select(func.jsonb_object_agg(by_outcome.c.outcome, by_outcome.c.n)).scalar_subquery()


def _added(became: dict[Became, int], mark: Mark | None) -> dict[Became, int]:
    before = mark.became if mark else {}
    return {one: became.get(one, 0) + before.get(one, 0) for one in Became if one in became or one in before}


def _unexpected(book: _Book) -> ColumnElement[int]:
    return select(func.count(book.right)).where(~exists().where(book.left.id == book.right)).scalar_subquery()


def _unmatched(book: _Book, looked: CTE, due: Due) -> Select[Any]:
    """Return what has nothing on the right, and why; what came before its reader began is nobody's."""
    return _unread(book, looked, due) if book.account is Account.DOOR else _untold(book, looked, due)


def _unread(book: _Book, looked: CTE, due: Due) -> Select[Any]:
    pending = exists().where(OUTCOME.c.raw_id == looked.c.id, OUTCOME.c.outcome == Became.PENDING)
    standing = case(
        (looked.c.at > due.young, Standing.ON_THE_WAY),
        (and_(pending, looked.c.at > due.late), Standing.ON_THE_WAY),
        else_=Standing.MISSING,
    )
    return select(*looked.c, standing.label("standing")).where(~_matched(book, looked))


def _untold(book: _Book, looked: CTE, due: Due) -> Select[Any]:
    facts, outbox = given_by(book.left.teller).facts, given_by(book.left.teller).outbox
    own = given_by(book.place.partition(".")[0])
    handled, issue, register = own.handled, own.delivery_issue, own.reader
    waits = exists().where(
        outbox.c.event_id == facts.c.event_id, or_(outbox.c.target.is_(None), outbox.c.target == book.place)
    )
    unhandled = and_(facts.c.event_id.is_not(None), handled.c.event_id.is_(None))
    carried = or_(issue.c.event_id.is_not(None), waits, register.c.paused_at.is_not(None), looked.c.at > due.late)
    standing = case(
        (issue.c.state == State.DISCARDED, Standing.DISCARDED),
        (issue.c.state == State.PARKED, Standing.PARKED),
        (and_(unhandled, carried), Standing.ON_THE_WAY),
        (looked.c.at > due.young, Standing.ON_THE_WAY),
        else_=Standing.MISSING,
    )
    nobodys = and_(unhandled, issue.c.event_id.is_(None), _began_later(book))
    return (
        select(*looked.c, standing.label("standing"))
        .outerjoin(facts, and_(facts.c.aggregate_id == looked.c.id, facts.c.type == book.left.type))
        .outerjoin(handled, and_(handled.c.reader == book.place, handled.c.event_id == facts.c.event_id))
        .outerjoin(issue, and_(issue.c.reader == book.place, issue.c.event_id == facts.c.event_id))
        .outerjoin(register, register.c.name == book.place)
        .where(~_matched(book, looked), ~nobodys)
    )


def _began_later(book: _Book) -> ColumnElement[bool]:
    facts, register = given_by(book.left.teller).facts, given_by(book.place.partition(".")[0]).reader
    hears_later = exists().where(
        heard_type.c.reader == book.place,
        heard_type.c.type == book.left.type,
        heard_type.c.begins_at > facts.c.occurred_at,
    )
    return func.coalesce(or_(register.c.begins_at > facts.c.occurred_at, hears_later), false())
