"""Answers of proposers: a row each, and their contents as intake's grants let routing open them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage import tables
from services.routing.storage.attachments import Attached, Attachments
from shared.database.rows import insert_new_rows
from shared.documents import DocumentKind, Documents, Keyring
from shared.documents.contents import ReplyContent
from shared.events import Attached as AttachedBy
from shared.events import OfferReplyReceived, Recorded, ReplyReceived


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLine:
    """A reply as its row knows it; unconfirmed means that it did not come from the contact's address.

    *handled_at* is when the desk was done with it, None while it waits; *offer_id* the offer a company answers by it.
    """

    reply_id: UUID
    confirmed: bool
    attached: AttachedBy
    received_at: datetime
    handled_at: datetime | None = None
    offer_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedReply:
    """A reply with what it says; *content* is None when its key is gone."""

    line: ReplyLine
    content: ReplyContent | None
    attachments: Sequence[Attached]


class ReplyStore:
    """Replies in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._given = Documents(connection, tables.given, keyring)
        self._files = Attachments(connection, self._given)

    async def keep(self, told: Sequence[Recorded[ReplyReceived]]) -> None:
        """Remember each reply once, however often it is told."""
        rows = [
            {
                "reply_id": one.fact.reply_id,
                "proposal_id": one.aggregate_id,
                "desk_id": one.desk_id,
                "confirmed": one.fact.confirmed,
                "attached": one.fact.attached.value,
                "received_at": one.fact.received_at or one.occurred_at,
                "version": one.aggregate_version,
            }
            for one in told
        ]
        await insert_new_rows(self._connection, tables.reply, rows)

    async def keep_of_offers(self, told: Sequence[Recorded[OfferReplyReceived]]) -> None:
        """Remember each answer of a company once; it came to an address only that company was told."""
        rows = [
            {
                "reply_id": one.fact.reply_id,
                "proposal_id": one.fact.proposal_id,
                "desk_id": one.desk_id,
                "confirmed": True,
                "attached": one.fact.attached.value,
                "received_at": one.fact.received_at,
                "version": one.aggregate_version,
                "offer_id": one.aggregate_id,
            }
            for one in told
        ]
        await insert_new_rows(self._connection, tables.reply, rows)

    async def of(self, proposal_id: UUID) -> list[ReplyLine]:
        """Return the replies to a proposal in the order they came."""
        one = tables.reply.c
        found = (
            select(one.reply_id, one.confirmed, one.attached, one.received_at, one.handled_at, one.offer_id)
            .where(one.proposal_id == proposal_id)
            .order_by(one.received_at, one.version)
        )
        return [
            ReplyLine(
                reply_id=row.reply_id,
                confirmed=row.confirmed,
                attached=AttachedBy(row.attached),
                received_at=row.received_at,
                handled_at=row.handled_at,
                offer_id=row.offer_id,
            )
            for row in await self._connection.execute(found)
        ]

    async def waits(self, proposal_id: UUID, reply_id: UUID) -> bool:
        """Tell whether this is an answer to the proposal that the desk has not dealt with."""
        return any(line.reply_id == reply_id and line.handled_at is None for line in await self.of(proposal_id))

    async def handle(self, reply_id: UUID, at: datetime) -> None:
        """Remember when the desk was done with an answer."""
        one = tables.reply.c
        await self._connection.execute(update(tables.reply).where(one.reply_id == reply_id).values(handled_at=at))

    async def open(self, proposal_id: UUID) -> list[OpenedReply]:
        """Open all replies to a proposal, with the same few statements however many there are."""
        lines = await self.of(proposal_id)
        if not lines:
            return []
        ids = [line.reply_id for line in lines]
        said = await self._given.open_many(ids, DocumentKind.REPLY)
        files = await self._files.of_many(ids)
        return [
            OpenedReply(
                line=line,
                content=next((ReplyContent.model_validate_json(one.content) for one in said[line.reply_id]), None),
                attachments=files[line.reply_id],
            )
            for line in lines
        ]
