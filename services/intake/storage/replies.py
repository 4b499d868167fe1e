"""Answers to our mails: which proposal each belongs to, and which ones a person may want to choose."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    Executable,
    MetaData,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.replies import Hint
from services.intake.storage.locks import LOCK_ALL
from services.intake.storage.proposals import Given
from services.intake.storage.tables import messaging, proposal, reply, suggested_case
from shared.database.rows import TableRows, given_rows, insert_new_rows
from shared.events import Attached, Classification

# What notify lets intake see of its mails: which of them spoke of which proposal. Services do not import each other.
_mail: Final = Table("mail_send", MetaData(schema="notify"), Column("message_id", Text), Column("proposal_id", Uuid))

# What routing lets intake see of its offers: of which case each is. Services do not import each other.
_offer: Final = Table(
    "offer", MetaData(schema="routing"), Column("offer_id", Uuid), Column("case_id", Uuid), Column("party_id", Uuid)
)
_case: Final = Table(
    "desk_case",
    MetaData(schema="routing"),
    Column("case_id", Uuid),
    Column("desk_id", Text),
    Column("proposal_id", Uuid),
    Column("receipt", Text),
    Column("classification", Text),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A proposal somebody answers to; *offer_id* is the offer a company answers, whose case is the proposal's."""

    proposal_id: UUID
    desk_id: str
    receipt: str
    classification: Classification
    offer_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReply:
    """A mail that belongs to a proposal; *attached_by* is the person who said so, None for its address."""

    reply_id: UUID
    raw_id: UUID
    proposal_id: UUID
    desk_id: str
    confirmed: bool
    attached: Attached
    attached_by: UUID | None
    received_at: datetime
    offer_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """That something the proposer sent came, and by which way."""

    received_at: datetime
    by_page: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A proposal that a held mail may answer."""

    raw_id: UUID
    proposal_id: UUID
    desk_id: str
    hint: Hint


class Replies:
    """The rows of `reply` and `suggested_case` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def answered(self, proposal_ids: Collection[UUID]) -> dict[UUID, Answered]:
        """Return which of these ids are proposals, with their desks and numbers."""
        if not proposal_ids:
            return {}
        rows = await self._connection.execute(_ANSWERED, {"ids": list(proposal_ids)})
        return {
            row.proposal_id: Answered(
                proposal_id=row.proposal_id,
                desk_id=row.desk_id,
                receipt=row.receipt,
                classification=Classification(row.classification),
            )
            for row in rows
        }

    async def answered_offers(self, offer_ids: Collection[UUID]) -> dict[UUID, Answered]:
        """Return which of these ids are offers to companies, by offer, with the proposals they are about."""
        if not offer_ids:
            return {}
        rows = await self._connection.execute(_OFFERED, {"ids": list(offer_ids)})
        return {
            row.offer_id: Answered(
                proposal_id=row.proposal_id,
                desk_id=row.desk_id,
                receipt=row.receipt,
                classification=Classification(row.classification),
                offer_id=row.offer_id,
            )
            for row in rows
        }

    async def versions_after(self, proposal_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return the last version told of each proposal or offer; until the commit nobody else may tell the next."""
        wanted = sorted(set(proposal_ids))
        if not wanted:
            return {}
        await self._connection.execute(LOCK_ALL, {"number": [_lock_of(one) for one in wanted]})
        rows = await self._connection.execute(_TOLD, {"ids": wanted})
        return {row.aggregate_id: row.version for row in rows}

    async def came(self, raw_id: UUID) -> bool:
        """Tell whether a reply of this raw message is there already."""
        return await self._connection.scalar(select(reply.c.reply_id).where(reply.c.raw_id == raw_id)) is not None

    async def came_from_proposer(self, proposal_id: UUID) -> list[Came]:
        """Return what is known to come from the proposer, newest first; what companies answer is no part of it."""
        rows = await self._connection.execute(_CAME, {"proposal": proposal_id})
        return [Came(received_at=row.received_at, by_page=row.attached == Attached.PAGE) for row in rows]

    def rows(self, replies: Sequence[NewReply]) -> TableRows:
        """Return what to insert for these replies."""
        return {
            reply: [
                {
                    "reply_id": one.reply_id,
                    "raw_id": one.raw_id,
                    "proposal_id": one.proposal_id,
                    "desk_id": one.desk_id,
                    "confirmed": one.confirmed,
                    "attached": one.attached.value,
                    "attached_by": one.attached_by,
                    "received_at": one.received_at,
                    "offer_id": one.offer_id,
                }
                for one in replies
            ]
        }

    async def numbered(self, receipts: Collection[Given]) -> dict[Given, UUID]:
        """Return the proposals of those receipt numbers that were given."""
        if not receipts:
            return {}
        given = {"desk_id": [one.desk_id for one in receipts], "receipt": [one.receipt for one in receipts]}
        rows = await self._connection.execute(_BY_NUMBER, given)
        return {Given(row.desk_id, row.receipt): row.proposal_id for row in rows}

    async def spoken_of(self, message_ids: Collection[str]) -> dict[str, UUID]:
        """Return of which proposals those mails of ours spoke that notify knows."""
        if not message_ids:
            return {}
        rows = await self._connection.execute(_BY_MAIL, {"mails": list(message_ids)})
        return {row.message_id: row.proposal_id for row in rows}

    async def suggest(self, suggested: Sequence[Suggested]) -> None:
        """Remember which proposals these mails may answer; the stronger hint is given first."""
        rows = [
            {"raw_id": one.raw_id, "proposal_id": one.proposal_id, "desk_id": one.desk_id, "hint": one.hint.value}
            for one in suggested
        ]
        await insert_new_rows(self._connection, suggested_case, rows)


def _lock_of(proposal_id: UUID) -> int:
    return int.from_bytes(proposal_id.bytes[-8:], "big", signed=True)


def _by_number() -> Executable:
    one = proposal.c
    given = given_rows("given", desk_id=one.desk_id.type, receipt=one.receipt.type)
    same = (one.desk_id == given.c.desk_id) & (one.receipt == given.c.receipt)
    return select(one.proposal_id, one.desk_id, one.receipt).join_from(given, proposal, same)


_IDS: Final = func.any(bindparam("ids", type_=ARRAY(Uuid)))
_ANSWERED: Final = select(
    proposal.c.proposal_id, proposal.c.desk_id, proposal.c.receipt, proposal.c.classification
).where(proposal.c.proposal_id == _IDS)
_OFFERED: Final = (
    select(_offer.c.offer_id, _case.c.proposal_id, _case.c.desk_id, _case.c.receipt, _case.c.classification)
    .join_from(_offer, _case, _case.c.case_id == _offer.c.case_id)
    .where(_offer.c.offer_id == _IDS, _offer.c.party_id.is_not(None))
)
_LOG: Final = messaging.event_log.c
_TOLD: Final = (
    select(_LOG.aggregate_id, func.max(_LOG.aggregate_version).label("version"))
    .where(_LOG.aggregate_id == _IDS)
    .group_by(_LOG.aggregate_id)
)
_CAME: Final = (
    select(reply.c.received_at, reply.c.attached)
    .where(reply.c.proposal_id == bindparam("proposal"), reply.c.confirmed, reply.c.offer_id.is_(None))
    .order_by(reply.c.received_at.desc())
)
_BY_NUMBER: Final = _by_number()
_BY_MAIL: Final = select(_mail.c.message_id, _mail.c.proposal_id).where(
    _mail.c.message_id == func.any(bindparam("mails", type_=ARRAY(Text))), _mail.c.proposal_id.is_not(None)
)
