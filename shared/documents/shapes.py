"""Documents as they are handed over: what is to be written, what was opened, what a list shows."""

from dataclasses import dataclass, field
from uuid import UUID

from shared.database.rows import TableRows
from shared.documents.kinds import DocumentKind, KeeperKind
from shared.errors import Missing


class NoSuchDocument(Missing):
    """There is no such document, or it is not yours to open."""


class KeyDestroyed(Missing):
    """The key of this document was destroyed; its content is gone for good."""

    public_message = "この内容は保存期間の満了などにより廃棄されています。"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeeper:
    """Whoever is to get a key."""

    keeper_id: UUID
    kind: KeeperKind
    desk_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """Content that is to be sealed under a key of its own, wrapped by the keeper's.

    *filed_under* is what it is found by where that is not the keeper: a reply dies with its proposal and is yet
    no part of it.
    """

    kind: DocumentKind
    content: bytes = field(repr=False)
    keeper_id: UUID
    keeper_kind: KeeperKind
    desk_id: str
    filed_under: UUID | None = None
    media_type: str = "text/plain; charset=utf-8"
    name: str | None = field(default=None, repr=False)
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Documents that are ready to be written: their ids in the order they were given, and the rows."""

    ids: list[UUID]
    rows: TableRows = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document with its content in the clear; `size_bytes` is the length of the content."""

    document_id: UUID
    kind: DocumentKind
    keeper_id: UUID
    media_type: str
    size_bytes: int
    name: str | None
    content: bytes
    position: int = 0

    @property
    def text(self) -> str:
        """Return the content as UTF-8 text."""
        return self.content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCard:
    """What a list shows of a document: everything but its content."""

    document_id: UUID
    kind: DocumentKind
    media_type: str
    size_bytes: int
    name: str | None
    position: int
