"""The record of what other systems are told: claimed, settled, once a receiver and fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.webhook import (
    Answered,
    Delivery,
    DeliveryState,
    Receiver,
    Trouble,
    must_shut,
    next_attempt,
    payload_of,
)
from services.notify.storage.tables import WEBHOOKS
from shared.events import Fact, Recorded
from shared.ids import new_id

_DELIVERY: Final = WEBHOOKS.delivery
_RECEIVER: Final = WEBHOOKS.receiver
# Longer than an attempt can take: what is not settled by then was left behind by a killed process.
_LEASE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands with one receiver."""

    webhook: str
    waiting: int
    gave_up: int
    last_success_at: datetime | None = None
    failing_since: datetime | None = None
    shut_at: datetime | None = None
    status: int | None = None
    trouble: Trouble | None = None


class Webhooks:
    """The rows in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def record(self, told: Sequence[tuple[Receiver, Recorded[Fact]]]) -> None:
        """Note what each receiver is to be told; a second telling changes nothing."""
        rows = [
            {
                "delivery_id": new_id(),
                "desk_id": receiver.desk_id,
                "webhook": receiver.webhook.name,
                "event_id": fact.id,
                "type": fact.type,
                "body": orjson.dumps(payload_of(fact)).decode(),
                "state": DeliveryState.WAITING,
            }
            for receiver, fact in told
        ]
        if rows:
            await self._connection.execute(
                insert(_DELIVERY).values(rows).on_conflict_do_nothing(constraint="webhook_delivery_once")
            )

    async def claim(self, receiver: Receiver, most: int, now: datetime) -> list[Delivery]:
        """Take over what is due for an open receiver, *most* of it, or one while it does not answer."""
        desk_id, name = receiver.key
        standing = (await self._connection.execute(_standing(desk_id, name))).one_or_none()
        if standing is not None and standing.shut_at is not None:
            return []
        failing = standing is not None and standing.failing_since is not None
        due = (
            select(_DELIVERY.c.delivery_id)
            .where(
                _DELIVERY.c.desk_id == desk_id,
                _DELIVERY.c.webhook == name,
                _DELIVERY.c.state == DeliveryState.WAITING.value,
                _DELIVERY.c.next_at <= now,
            )
            .order_by(_DELIVERY.c.next_at)
            .limit(1 if failing else most)
            .with_for_update(skip_locked=True)
        )
        claimed = await self._connection.execute(
            update(_DELIVERY)
            .where(_DELIVERY.c.delivery_id.in_(due))
            .values(attempt=_DELIVERY.c.attempt + 1, next_at=now + _LEASE)
            .returning(_DELIVERY.c.delivery_id, _DELIVERY.c.event_id, _DELIVERY.c.body, _DELIVERY.c.attempt)
        )
        return [Delivery(**row) for row in claimed.mappings()]

    async def settle(self, receiver: Receiver, delivery: Delivery, answer: Answered, now: datetime) -> bool:
        """Note what came of one attempt, and whether it shut the receiver; return whether it did."""
        again = None if answer.trouble is None else next_attempt(delivery.attempt, now)
        values: dict[str, Any] = {"status": answer.status, "trouble": answer.trouble}
        if again is not None:
            values |= {"next_at": again}
        else:
            state = DeliveryState.DELIVERED if answer.trouble is None else DeliveryState.GAVE_UP
            values |= {"state": state, "settled_at": now}
        await self._connection.execute(
            update(_DELIVERY)
            .where(_DELIVERY.c.delivery_id == delivery.delivery_id, _DELIVERY.c.attempt == delivery.attempt)
            .values(values)
        )
        return await self._note(receiver, answer, now)

    async def _note(self, receiver: Receiver, answer: Answered, now: datetime) -> bool:
        desk_id, name = receiver.key
        said = {"status": answer.status, "trouble": answer.trouble}
        first = insert(_RECEIVER).values(desk_id=desk_id, webhook=name, **said)
        if answer.trouble is None:
            fine = said | {"last_success_at": now, "failing_since": None}
            await self._connection.execute(
                first.values(fine).on_conflict_do_update(index_elements=["desk_id", "webhook"], set_=fine)
            )
            return False
        failing = func.coalesce(_RECEIVER.c.failing_since, now)
        noted = first.values(failing_since=now).on_conflict_do_update(
            index_elements=["desk_id", "webhook"], set_=said | {"failing_since": failing}
        )
        row = (await self._connection.execute(noted.returning(_RECEIVER.c.failing_since, _RECEIVER.c.shut_at))).one()
        shut = row.shut_at is None and must_shut(answer, row.failing_since, now)
        if shut:
            await self._connection.execute(
                update(_RECEIVER).where(_RECEIVER.c.desk_id == desk_id, _RECEIVER.c.webhook == name).values(shut_at=now)
            )
        return shut

    async def again(self, desk_id: str, name: str, now: datetime) -> int:
        """Open a receiver again and make all due that it was not told; return how many that are."""
        await self._connection.execute(
            update(_RECEIVER)
            .where(_RECEIVER.c.desk_id == desk_id, _RECEIVER.c.webhook == name)
            .values(shut_at=None, failing_since=None)
        )
        found = await self._connection.execute(
            update(_DELIVERY)
            .where(
                _DELIVERY.c.desk_id == desk_id,
                _DELIVERY.c.webhook == name,
                _DELIVERY.c.state != DeliveryState.DELIVERED.value,
            )
            .values(state=DeliveryState.WAITING, attempt=0, next_at=now, settled_at=None)
        )
        return found.rowcount

    async def standings(self, desk_id: str, names: Sequence[str]) -> list[Standing]:
        """Return how it stands with these receivers of a desk, in their order."""
        counted = {
            row.webhook: row
            for row in await self._connection.execute(
                select(
                    _DELIVERY.c.webhook,
                    func.count().filter(_DELIVERY.c.state == DeliveryState.WAITING.value).label("waiting"),
                    func.count().filter(_DELIVERY.c.state == DeliveryState.GAVE_UP.value).label("gave_up"),
                )
                .where(_DELIVERY.c.desk_id == desk_id, _DELIVERY.c.state != DeliveryState.DELIVERED.value)
                .group_by(_DELIVERY.c.webhook)
            )
        }
        known = {
            row.webhook: row
            for row in await self._connection.execute(select(_RECEIVER).where(_RECEIVER.c.desk_id == desk_id))
        }
        return [_stands(name, counted.get(name), known.get(name)) for name in names]


def _standing(desk_id: str, name: str) -> Any:
    return select(_RECEIVER.c.shut_at, _RECEIVER.c.failing_since).where(
        _RECEIVER.c.desk_id == desk_id, _RECEIVER.c.webhook == name
    )


def _stands(name: str, counted: Any, known: Any) -> Standing:
    waiting, gave_up = (0, 0) if counted is None else (counted.waiting, counted.gave_up)
    if known is None:
        return Standing(webhook=name, waiting=waiting, gave_up=gave_up)
    return Standing(
        webhook=name,
        waiting=waiting,
        gave_up=gave_up,
        last_success_at=known.last_success_at,
        failing_since=known.failing_since,
        shut_at=known.shut_at,
        status=known.status,
        trouble=None if known.trouble is None else Trouble(known.trouble),
    )
