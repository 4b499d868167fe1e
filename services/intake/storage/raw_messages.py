"""Raw messages: accepted once, claimed by one reader at a time, settled with one outcome."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Executable,
    Integer,
    Row,
    Text,
    Uuid,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Decision, Outcome
from services.intake.storage.locks import LOCK_ALL
from services.intake.storage.tables import holding, messaging, raw_message
from shared.database.rows import TableRows, given_rows, list_of
from shared.events import Channel, Fact, ProposerKind

# Longer than a parse may take, so that no second reader takes up what the first is still reading.
LEASE: Final = timedelta(seconds=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRaw:
    """A message at the door, not yet read; a structured one is settled as a case at once."""

    raw_id: UUID
    desk_id: str
    channel: Channel
    received_at: datetime
    size_bytes: int
    sha256: bytes
    recipient: str | None = None
    outcome: Outcome = Outcome.PENDING
    outcome_detail: str | None = None
    proposal_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedRaw:
    """A message this reader may read now; *decided_by* is who took it out of the holding box."""

    raw_id: UUID
    desk_id: str
    channel: Channel
    received_at: datetime
    size_bytes: int
    forced: bool
    attempt: int
    decision: Decision | None = None
    decided_by: UUID | None = None
    attach_to: UUID | None = None
    proposer_kind: ProposerKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The one outcome of a message; what it answers stands in a table of its own."""

    outcome: Outcome
    at: datetime
    detail: str | None = None
    identity: bytes | None = None
    duplicate_of: UUID | None = None
    proposal_id: UUID | None = None
    reply_to: UUID | None = None
    answered_offer: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What makes two mails of one desk the same."""

    desk_id: str
    identity: bytes

    @property
    def lock(self) -> int:
        """Return the number that is locked while somebody decides who was first."""
        return int.from_bytes(self.identity[:8], "big", signed=True)


class RawMessages:
    """The rows of `raw_message` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    def rows(self, messages: Sequence[NewRaw]) -> TableRows:
        """Return what to insert for these messages."""
        rows = [
            {
                "raw_id": new.raw_id,
                "desk_id": new.desk_id,
                "channel": new.channel.value,
                "recipient": new.recipient,
                "received_at": new.received_at,
                "size_bytes": new.size_bytes,
                "sha256": new.sha256,
                "outcome": new.outcome.value,
                "outcome_detail": new.outcome_detail,
                "proposal_id": new.proposal_id,
                "settled_at": None if new.outcome is Outcome.PENDING else new.received_at,
            }
            for new in messages
        ]
        return {raw_message: rows}

    async def claim(self, limit: int, desks: Collection[str], *, max_bytes: int = 2**40) -> list[ClaimedRaw]:
        """Take up to *limit* pending messages of *desks* that no other reader holds, oldest first, for LEASE.

        Messages are taken until they have *max_bytes* together; a single larger one is taken alone.
        """
        rows = await self._connection.execute(_CLAIM, {"at_most": limit, "desks": list(desks), "max_bytes": max_bytes})
        return sorted((_claimed(row) for row in rows), key=lambda raw: (raw.received_at, raw.raw_id))

    async def of_other_desks(self, desks: Collection[str]) -> dict[str, int]:
        """Return how many messages of each desk but *desks* wait; nobody here may claim them."""
        desk, waiting = raw_message.c.desk_id, raw_message.c.outcome == text("'pending'")
        counted = select(desk, func.count()).where(waiting, desk.not_in(desks)).group_by(desk)
        return {row[0]: row[1] for row in await self._connection.execute(counted)}

    async def renew(self, claims: Mapping[UUID, int]) -> None:
        """Hold the claim of messages that are still being read for another LEASE; *claims* says at which attempt."""
        await self._connection.execute(_RENEW, _lists(claims))

    async def release(self, claims: Mapping[UUID, int]) -> None:
        """Give messages back unread, so that they are taken up again at once; not those another reader has claimed."""
        await self._connection.execute(_RELEASE, _lists(claims))

    async def lock_pending(self, raw_ids: Collection[UUID]) -> set[UUID]:
        """Lock those messages that still wait and return their ids; the others have their outcome already."""
        return set(await self._connection.scalars(_LOCK_PENDING, {"raw_ids": list(raw_ids)}))

    async def settle_all(self, settlements: Mapping[UUID, Settlement]) -> dict[UUID, int]:
        """Write the outcome of each message and return the messages' new versions."""
        lists = {
            "of_raw_id": list(settlements),
            "to_outcome": [one.outcome.value for one in settlements.values()],
            "to_outcome_detail": [one.detail for one in settlements.values()],
            "to_identity": [one.identity for one in settlements.values()],
            "to_duplicate_of": [one.duplicate_of for one in settlements.values()],
            "to_proposal_id": [one.proposal_id for one in settlements.values()],
            "to_settled_at": [one.at for one in settlements.values()],
        }
        if not settlements:
            return {}
        return {row.raw_id: row.version for row in await self._connection.execute(_SETTLE, lists)}

    async def told(self, fact: type[Fact], raw_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return of which of these messages such a fact was told already."""
        about, log = list_of(raw_ids, Uuid()), messaging.event_log.c
        found = select(log.aggregate_id).where(log.aggregate_id == func.any(about), log.type == fact.type)
        return frozenset(await self._connection.scalars(found))

    async def firsts_of(self, marked: Collection[Marked]) -> dict[Marked, UUID]:
        """Return the messages that already carry these identities; until the commit nobody else may claim one."""
        wanted = sorted(set(marked), key=lambda one: one.lock)
        if not wanted:
            return {}
        await self._connection.execute(LOCK_ALL, {"number": [one.lock for one in wanted]})
        lists = {"desk_id": [one.desk_id for one in wanted], "identity": [one.identity for one in wanted]}
        rows = await self._connection.execute(_FIRSTS, lists)
        return {Marked(desk_id=row.desk_id, identity=row.identity): row.raw_id for row in rows}


def _ours() -> ColumnElement[bool]:
    # Every claim counts an attempt, so the number says whether a claim is still the one that was taken.
    mine = given_rows("mine", claimed_id=Uuid(), at_attempt=Integer())
    return (raw_message.c.raw_id == mine.c.claimed_id) & (raw_message.c.parse_attempts == mine.c.at_attempt)


def _lists(claims: Mapping[UUID, int]) -> dict[str, list[Any]]:
    return {"claimed_id": list(claims), "at_attempt": list(claims.values())}


# What a person decided about a message that is to be read again, and what a held form said of itself.
_OF_HOLDING: Final = (holding.c.decision, holding.c.decided_by, holding.c.attach_to, holding.c.proposer_kind)


def _claim() -> Executable:
    one = raw_message.c
    desks = bindparam("desks", type_=ARRAY(Text))
    free = or_(one.leased_until.is_(None), one.leased_until < func.clock_timestamp())
    oldest = (
        select(one.raw_id, one.received_at, one.size_bytes, *_OF_HOLDING)
        .join_from(raw_message, holding, holding.c.raw_id == one.raw_id, isouter=True)
        .where(one.outcome == text("'pending'"), free, one.desk_id == func.any(desks))
        .order_by(one.received_at)
        .limit(bindparam("at_most", type_=Integer))
        .with_for_update(skip_locked=True, of=raw_message)
        .cte("oldest")
    )
    with_these = func.sum(oldest.c.size_bytes).over(order_by=(oldest.c.received_at, oldest.c.raw_id))
    before = (with_these - oldest.c.size_bytes).label("before")
    decided = [oldest.c[column.name] for column in _OF_HOLDING]
    counted = select(oldest.c.raw_id, *decided, before).cte("counted")
    return (
        update(raw_message)
        .where(one.raw_id == counted.c.raw_id, counted.c.before < bindparam("max_bytes", type_=BigInteger))
        .values(leased_until=func.clock_timestamp() + LEASE, parse_attempts=one.parse_attempts + 1)
        .returning(
            one.raw_id,
            one.desk_id,
            one.channel,
            one.received_at,
            one.size_bytes,
            one.forced,
            one.parse_attempts,
            *(counted.c[column.name] for column in _OF_HOLDING),
        )
    )


def _lock_pending() -> Executable:
    asked = raw_message.c.raw_id == func.any(bindparam("raw_ids", type_=ARRAY(Uuid)))
    waiting = select(raw_message.c.raw_id).where(asked, raw_message.c.outcome == text("'pending'"))
    # In one order, so that two readers of the same messages cannot lock each other out.
    return waiting.order_by(raw_message.c.raw_id).with_for_update()


def _settle() -> Executable:
    one = raw_message.c
    names = ("outcome", "outcome_detail", "identity", "duplicate_of", "proposal_id", "settled_at")
    # Named unlike the table's own columns: a parameter named like one would be taken for its new value.
    given = given_rows("given", of_raw_id=one.raw_id.type, **{f"to_{name}": one[name].type for name in names})
    values = {name: given.c[f"to_{name}"] for name in names}
    return (
        update(raw_message)
        .where(one.raw_id == given.c.of_raw_id)
        .values(values | {"identity": func.coalesce(one.identity, given.c.to_identity)})
        .values(leased_until=None, version=one.version + 1)
        .returning(one.raw_id, one.version)
    )


def _firsts() -> Executable:
    one = raw_message.c
    given = given_rows("given", desk_id=one.desk_id.type, identity=one.identity.type)
    same = (one.desk_id == given.c.desk_id) & (one.identity == given.c.identity)
    return select(one.raw_id, one.desk_id, one.identity).join_from(given, raw_message, same)


# Written once, so that they are neither put together nor parsed anew for every batch.
_CLAIM: Final = _claim()
_RENEW: Final = (
    update(raw_message)
    .where(_ours(), raw_message.c.leased_until.is_not(None))
    .values(leased_until=func.clock_timestamp() + LEASE)
)
_RELEASE: Final = (
    update(raw_message)
    .where(_ours(), raw_message.c.outcome == text("'pending'"))
    .values(leased_until=None, parse_attempts=func.greatest(raw_message.c.parse_attempts - 1, 0))
)
_LOCK_PENDING: Final = _lock_pending()
_SETTLE: Final = _settle()
_FIRSTS: Final = _firsts()


def _claimed(row: Row[*tuple[Any, ...]]) -> ClaimedRaw:
    return ClaimedRaw(
        raw_id=row.raw_id,
        desk_id=row.desk_id,
        channel=Channel(row.channel),
        received_at=row.received_at,
        size_bytes=row.size_bytes,
        forced=row.forced,
        attempt=row.parse_attempts,
        decision=None if row.decision is None else Decision(row.decision),
        decided_by=row.decided_by,
        attach_to=row.attach_to,
        proposer_kind=None if row.proposer_kind is None else ProposerKind(row.proposer_kind),
    )
