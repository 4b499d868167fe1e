"""Content: encrypted documents whose keys belong to a keeper and can be destroyed."""

from shared.documents.keys import Keyring
from shared.documents.kinds import MAY_OPEN, DocumentKind, KeeperKind
from shared.documents.shapes import Document, DocumentCard, KeyDestroyed, NewDocument, NewKeeper
from shared.documents.store import Documents

__all__ = [
    "MAY_OPEN",
    "Document",
    "DocumentCard",
    "DocumentKind",
    "Documents",
    "KeeperKind",
    "KeyDestroyed",
    "Keyring",
    "NewDocument",
    "NewKeeper",
]
