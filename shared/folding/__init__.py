"""What somebody wrote now, apart from what a mail program repeated: quoted history, forwarded parts, signatures."""

from shared.folding.fold import fold
from shared.folding.pieces import FOLDED, Piece, PieceKind, words_of

__all__ = ["FOLDED", "Piece", "PieceKind", "fold", "words_of"]
