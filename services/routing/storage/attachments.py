"""The files of a proposal as intake lets routing see them: what they say, how far they can be trusted, clean copies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, MetaData, Table, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.documents import Document, DocumentCard, DocumentKind, Documents
from shared.files import FileFinding, FileState, ScanReason

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
_STANDINGS: Final = select(_inspection).where(_inspection.c.keeper_id == bindparam("proposal_id"))
_COPIES: Final = (
    select(_copy.c.original_id, _copy.c.document_id)
    .where(_copy.c.original_id == func.any(bindparam("originals", type_=ARRAY(Uuid))))
    .order_by(_copy.c.returned_at)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the inspection of a file found; *media_type* is None before it was looked into."""

    state: FileState = FileState.UNCHECKED
    reason: ScanReason = ScanReason.WAITING
    media_type: str | None = None
    findings: tuple[FileFinding, ...] = ()
    signature: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """An attachment as a page shows it, so that nobody must open a file to read it; *copy* came back from cleaning."""

    card: DocumentCard
    text: str | None
    standing: Standing = Standing()
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
        texts = await self._given.open_all(proposal_id, DocumentKind.EXTRACTED_TEXT)
        places = await self._given.list(proposal_id, DocumentKind.EXTRACTED_TEXT)
        text_at = {card.position: text.text for card, text in zip(places, texts, strict=True)}
        cards = await self._given.list(proposal_id, DocumentKind.ATTACHMENT)
        standings = await self._standings(proposal_id)
        copies = await self._copies(proposal_id, [card.document_id for card in cards])
        return [
            Attached(
                card=card,
                text=text_at.get(card.position),
                standing=standings.get(card.document_id, Standing()),
                copy=copies.get(card.document_id),
            )
            for card in cards
        ]

    async def opened(self, proposal_id: UUID, document_id: UUID) -> Document | None:
        """Open one attachment or clean copy, if it belongs to this proposal."""
        document = await self._given.open(document_id)
        ours = document.kind in {DocumentKind.ATTACHMENT, DocumentKind.CLEANED_COPY}
        return document if ours and document.keeper_id == proposal_id else None

    async def _standings(self, proposal_id: UUID) -> dict[UUID, Standing]:
        rows = await self._connection.execute(_STANDINGS, {"proposal_id": proposal_id})
        return {
            row.document_id: Standing(
                state=FileState(row.state),
                reason=ScanReason(row.reason),
                media_type=row.media_type,
                findings=tuple(FileFinding(code) for code in row.findings),
                signature=row.signature,
            )
            for row in rows
        }

    async def _copies(self, proposal_id: UUID, originals: Collection[UUID]) -> Mapping[UUID, DocumentCard]:
        """Return the newest clean copy of each of these files that has one."""
        cards = {card.document_id: card for card in await self._given.list(proposal_id, DocumentKind.CLEANED_COPY)}
        if not cards:
            return {}
        rows = await self._connection.execute(_COPIES, {"originals": list(originals)})
        return {row.original_id: cards[row.document_id] for row in rows if row.document_id in cards}
