"""Failed deliveries of every service, as far as the grants let operations see and change them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, and_, func, select, union_all, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.delivery import (
    UNKNOWN,
    Delivery,
    ParkedCount,
    State,
    Step,
    known_headers,
    plain,
    receipt_in,
)
from services.operations.domain.queues import House
from services.operations.ports import NoSuchDelivery
from services.operations.storage.balance_views import CASES, PROPOSALS
from services.operations.storage.tables import given_by

# More than a person reads; every count that is shown is of all.
LIMIT = 500


class DeliveryStore:
    """The tables delivery_issue of all services, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, house: House) -> None:
        """Look at the readers of *house* only."""
        self._connection = connection
        self._house = house

    async def parked(self, *, limit: int = LIMIT) -> list[Delivery]:
        """Return parked deliveries with their last good steps: the oldest of every cause, in the order they failed.

        A new cause is seen even when an old one has parked more than *limit*.
        """
        found: list[tuple[int, Delivery]] = []
        for service in self._house.services:
            issue = given_by(service).delivery_issue
            placed = (
                select(issue.c.reader, issue.c.event_id, issue.c.first_at, _place_in_cause(issue).label("place"))
                .where(issue.c.state == State.PARKED)
                .subquery("placed")
            )
            rows = await self._connection.execute(
                select(*issue.c, placed.c.place)
                .join_from(
                    placed,
                    issue,
                    and_(issue.c.reader == placed.c.reader, issue.c.event_id == placed.c.event_id),
                )
                .order_by(placed.c.place, placed.c.first_at, placed.c.reader, placed.c.event_id)
                .limit(limit)
            )
            found.extend((row.place, _delivery(row)) for row in rows)
        shown = sorted(found, key=lambda one: (one[0], one[1].first_at))[:limit]
        return await self._with_what_is_known(sorted((one for _, one in shown), key=lambda one: one.first_at))

    async def parked_counts(self) -> list[ParkedCount]:
        """Return how many deliveries are parked, all of them, by reader, cause and kind of fact."""
        parts = []
        for service in self._house.services:
            issue = given_by(service).delivery_issue
            by = (issue.c.reader, issue.c.error_class, issue.c.type)
            parts.append(
                select(
                    *by,
                    func.count().label("n"),
                    func.sum(issue.c.attempt).label("failures"),
                    func.min(issue.c.first_at).label("since"),
                )
                .where(issue.c.state == State.PARKED)
                .group_by(*by)
            )
        rows = await self._connection.execute(union_all(*parts)) if parts else ()
        return [
            ParkedCount(
                reader=row.reader,
                error_class=row.error_class,
                type=plain(row.type, otherwise=UNKNOWN),
                count=row.n,
                failures=row.failures,
                since=row.since,
            )
            for row in rows
        ]

    async def unsettled(self, *, limit: int = LIMIT) -> list[Delivery]:
        """Return deliveries that go on by themselves, retried or waiting for an earlier one, the next due first."""
        found = await self._in((State.RETRYING, State.WAITING), limit)
        never = datetime.max.replace(tzinfo=UTC)
        return sorted(found, key=lambda one: (one.next_at or never, one.first_at))

    async def _in(self, states: Sequence[State], limit: int) -> list[Delivery]:
        found: list[Delivery] = []
        for service in self._house.services:
            issue = given_by(service).delivery_issue
            rows = await self._connection.execute(
                select(*issue.c)
                .where(issue.c.state.in_(states))
                .order_by(issue.c.first_at, issue.c.reader, issue.c.event_id)
                .limit(limit)
            )
            found.extend(_delivery(row) for row in rows)
        oldest = sorted(found, key=lambda one: one.first_at)[:limit]
        return await self._with_what_is_known(oldest)

    async def _with_what_is_known(self, found: Sequence[Delivery]) -> list[Delivery]:
        aggregates = [one.aggregate_id for one in found if one.aggregate_id]
        steps = await self.last_good(aggregates)
        numbers = await self.receipts(aggregates)
        return [
            replace(one, last_good=steps.get(one.aggregate_id), receipt=one.receipt or numbers.get(one.aggregate_id))
            for one in found
        ]

    async def parked_ids(self, *, of_each_cause: int) -> list[tuple[str, UUID, UUID | None]]:
        """Return reader, fact and aggregate of the oldest parked deliveries of each reader and cause."""
        parts = []
        for service in self._house.services:
            issue = given_by(service).delivery_issue
            one = select(
                issue.c.reader, issue.c.event_id, issue.c.aggregate_id, _place_in_cause(issue).label("place")
            ).where(issue.c.state == State.PARKED)
            placed = one.subquery()
            parts.append(
                select(placed.c.reader, placed.c.event_id, placed.c.aggregate_id).where(placed.c.place <= of_each_cause)
            )
        if not parts:
            return []
        return [(row[0], row[1], row[2]) for row in await self._connection.execute(union_all(*parts))]

    async def get(self, reader: str, event_id: UUID, *, lock: bool = False) -> Delivery:
        """Return one failed delivery, for change when *lock*; raise NoSuchDelivery."""
        issue = self._table(reader)
        statement = select(*issue.c).where(issue.c.reader == reader, issue.c.event_id == event_id)
        row = (await self._connection.execute(statement.with_for_update() if lock else statement)).one_or_none()
        if row is None:
            raise NoSuchDelivery
        if lock:
            return _delivery(row)
        return (await self._with_what_is_known([_delivery(row)]))[0]

    async def replay(self, reader: str, event_id: UUID) -> None:
        """Let the reader's own retry loop take a parked delivery at its next look."""
        again = self._table(reader).c.replays + 1
        await self._change(reader, event_id, state=State.RETRYING, next_at=func.clock_timestamp(), replays=again)

    async def retry_now(self, reader: str, event_id: UUID) -> None:
        """Let the reader's own retry loop take a delivery now that would have waited for its next try."""
        await self._change(reader, event_id, next_at=func.clock_timestamp())

    async def discard(self, reader: str, event_id: UUID, *, by: UUID, reason: str) -> None:
        """Close the delivery unhandled."""
        await self._change(
            reader, event_id, state=State.DISCARDED, next_at=None, closed_by=str(by), closed_reason=reason
        )

    async def last_good(self, aggregate_ids: Sequence[UUID]) -> dict[UUID | None, Step]:
        """Return for each aggregate the newest fact that was handled, or else the newest that was recorded."""
        if not aggregate_ids or not self._house.services:
            return {}
        given = [given_by(service) for service in self._house.services]
        facts = union_all(
            *(
                select(one.facts.c.event_id, one.facts.c.type, one.facts.c.aggregate_id, one.facts.c.occurred_at).where(
                    one.facts.c.aggregate_id.in_(aggregate_ids)
                )
                for one in given
            )
        ).cte("known")
        # The reader is named first, because the key of `handled` begins with it.
        done = union_all(
            *(
                select(one.handled.c.reader, one.handled.c.event_id, one.handled.c.handled_at).where(
                    one.handled.c.reader.in_([reader.reader for reader in self._house.of_service(service)]),
                    one.handled.c.event_id.in_(select(facts.c.event_id)),
                )
                for service, one in zip(self._house.services, given, strict=True)
            )
        ).cte("done")
        at = func.coalesce(done.c.handled_at, facts.c.occurred_at)
        rows = await self._connection.execute(
            select(facts.c.aggregate_id, facts.c.type, done.c.reader, at.label("at"))
            .ext(distinct_on(facts.c.aggregate_id))
            .select_from(facts.outerjoin(done, done.c.event_id == facts.c.event_id))
            .order_by(facts.c.aggregate_id, done.c.reader.is_(None), at.desc())
        )
        return {row.aggregate_id: Step(type=row.type, reader=row.reader, at=row.at) for row in rows}

    async def receipts(self, aggregate_ids: Sequence[UUID]) -> dict[UUID | None, str]:
        """Return the receipt numbers of those of these ids that are a proposal or a case."""
        if not aggregate_ids:
            return {}
        proposals = select(PROPOSALS.c.proposal_id, PROPOSALS.c.receipt).where(
            PROPOSALS.c.proposal_id.in_(aggregate_ids)
        )
        cases = select(CASES.c.case_id, CASES.c.receipt).where(CASES.c.case_id.in_(aggregate_ids))
        return {row[0]: row[1] for row in await self._connection.execute(union_all(proposals, cases))}

    async def _change(self, reader: str, event_id: UUID, **values: Any) -> None:
        issue = self._table(reader)
        await self._connection.execute(
            update(issue)
            .where(issue.c.reader == reader, issue.c.event_id == event_id)
            .values(last_at=func.clock_timestamp(), **values)
        )

    def _table(self, reader: str) -> Table:
        known = self._house.find(reader)
        if known is None:
            raise NoSuchDelivery
        return given_by(known.service).delivery_issue


def _place_in_cause(issue: Table) -> ColumnElement[int]:
    return func.row_number().over(
        partition_by=(issue.c.reader, issue.c.error_class), order_by=(issue.c.first_at, issue.c.event_id)
    )


def _delivery(row: Row[*tuple[Any, ...]]) -> Delivery:
    return Delivery(
        reader=row.reader,
        event_id=row.event_id,
        type=plain(row.type, otherwise=UNKNOWN),
        state=State(row.state),
        attempt=row.attempt,
        replays=row.replays,
        error_class=row.error_class,
        error=row.error,
        first_at=row.first_at,
        last_at=row.last_at,
        next_at=row.next_at,
        aggregate_id=row.aggregate_id,
        receipt=receipt_in(row.body),
        closed_reason=row.closed_reason,
        headers=known_headers(row.headers),
        body_bytes=len(row.body),
        version=row.aggregate_version,
        waiting_for=row.waiting_for,
    )
