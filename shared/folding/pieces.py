"""The pieces a text falls into; put together again they are the whole text."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PieceKind(StrEnum):
    """What a piece of a text is."""

    WORDS = "words"  # 本人が書いた部分
    HEADING = "heading"  # 引用や転送の前置き（畳まずに示す）
    QUOTED = "quoted"  # 引用された過去のやり取り
    FORWARDED = "forwarded"  # 転送された内容
    SIGNATURE = "signature"  # 署名


# What stands behind one click; a heading is shown, for it says whose words follow.
FOLDED: Final = frozenset({PieceKind.QUOTED, PieceKind.FORWARDED, PieceKind.SIGNATURE})


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a text, without the line end after the last of them."""

    kind: PieceKind
    text: str

    @property
    def lines(self) -> int:
        """Return how many lines it has that say something."""
        return sum(bool(line.strip()) for line in self.text.split("\n"))

    @property
    def is_folded(self) -> bool:
        """Tell whether it stands behind a click; what was forwarded does so opened."""
        return self.kind in FOLDED


def words_of(pieces: Iterable[Piece]) -> str:
    """Return only what the sender wrote."""
    return "\n".join(piece.text for piece in pieces if piece.kind is PieceKind.WORDS).strip("\n")
