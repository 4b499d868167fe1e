"""The files of a proposal as intake lets routing see them: what they say, how far they can be trusted, clean copies."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, MetaData, Table, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.documents import Document, DocumentCard, DocumentKind, Documents
from shared.files import NOT_YET_INSPECTED, FileStanding, FileState, standing_of

# Declared here as far as routing reads it, for services do not import each other.
_intake: Final = MetaData(schema="intake")
_inspection: Final = Table(
    "inspection",
    _intake,
    Column("document_id", Uuid, primary_key=True),
    Column("keeper_id", Uuid),
    Column("state", Text),
    Column("reason", Text),
    Column("media_type", Text),
    Column("findings", ARRAY(Text)),
    Column("signature", Text),
)
_copy: Final = Table(
    "cleaned_copy",
    _intake,
    Column("document_id", Uuid, primary_key=True),
    Column("original_id", Uuid),
    Column("returned_at", DateTime(timezone=True)),
)
_STANDINGS: Final = select(_inspection).where(
    _inspection.c.keeper_id == func.any(bindparam("owners", type_=ARRAY(Uuid)))
)
_COPIES: Final = (
    select(_copy.c.original_id, _copy.c.document_id)
    .where(_copy.c.original_id == func.any(bindparam("originals", type_=ARRAY(Uuid))))
    .order_by(_copy.c.returned_at)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """An attachment as a page shows it, so that nobody must open a file to read it; *copy* came back from cleaning."""

    card: DocumentCard
    text: str | None
    standing: FileStanding = NOT_YET_INSPECTED
    copy: DocumentCard | None = None

    @property
    def state(self) -> FileState:
        """Return how far what is handed out first can be trusted."""
        return self.standing.state if self.copy is None else FileState.CLEANED


class Attachments:
    """Reads the files of proposals in one transaction."""

    def __init__(self, connection: AsyncConnection, given: Documents) -> None:
        """Join the caller's transaction; *given* opens intake's documents."""
        self._connection = connection
        self._given = given

    async def listed(self, proposal_id: UUID) -> list[Attached]:
        """Return the attachments in their order; the files themselves stay sealed."""
        return (await self.of_many([proposal_id]))[proposal_id]

    async def of_many(self, owners: Collection[UUID]) -> dict[UUID, list[Attached]]:
        """Return what listed returns for each proposal or reply, with the same few statements however many they are."""
        return await self._listed(owners, await self._given.open_many(owners, DocumentKind.EXTRACTED_TEXT))

    async def find(self, owners: Collection[UUID], document_id: UUID) -> Attached | None:
        """Return one attachment of these proposals and replies without its text; nothing is opened for it."""
        listed = await self._listed(owners, {})
        return next((one for of_one in listed.values() for one in of_one if one.card.document_id == document_id), None)

    async def _listed(
        self, owners: Collection[UUID], texts: Mapping[UUID, Sequence[Document]]
    ) -> dict[UUID, list[Attached]]:
        kinds = (DocumentKind.ATTACHMENT, DocumentKind.EXTRACTED_TEXT, DocumentKind.CLEANED_COPY)
        cards = await self._given.list_many(owners, *kinds)
        standings = await self._standings(owners)
        copies = await self._copies([card for of_one in cards.values() for card in of_one])
        found: dict[UUID, list[Attached]] = {}
        for owner, of_one in cards.items():
            text_of = {text.document_id: text.text for text in texts.get(owner, ())}
            places = (card for card in of_one if card.kind is DocumentKind.EXTRACTED_TEXT)
            text_at = {card.position: text_of.get(card.document_id) for card in places}
            found[owner] = [
                Attached(
                    card=card,
                    text=text_at.get(card.position),
                    standing=standings.get(card.document_id, NOT_YET_INSPECTED),
                    copy=copies.get(card.document_id),
                )
                for card in of_one
                if card.kind is DocumentKind.ATTACHMENT
            ]
        return found

    async def opened(self, owners: Collection[UUID], document_id: UUID) -> Document | None:
        """Open one attachment or clean copy, if it belongs to one of these proposals and replies."""
        document = await self._given.open(document_id)
        ours = document.kind in {DocumentKind.ATTACHMENT, DocumentKind.CLEANED_COPY}
        return document if ours and document.keeper_id in owners else None

    async def _standings(self, owners: Collection[UUID]) -> dict[UUID, FileStanding]:
        rows = await self._connection.execute(_STANDINGS, {"owners": list(owners)})
        return {
            row.document_id: standing_of(
                state=row.state,
                reason=row.reason,
                media_type=row.media_type,
                findings=row.findings,
                signature=row.signature,
            )
            for row in rows
        }

    async def _copies(self, cards: Sequence[DocumentCard]) -> Mapping[UUID, DocumentCard]:
        """Return the newest clean copy of each of these files that has one."""
        clean = {card.document_id: card for card in cards if card.kind is DocumentKind.CLEANED_COPY}
        if not clean:
            return {}
        originals = [card.document_id for card in cards if card.kind is DocumentKind.ATTACHMENT]
        rows = await self._connection.execute(_COPIES, {"originals": originals})
        return {row.original_id: clean[row.document_id] for row in rows if row.document_id in clean}
