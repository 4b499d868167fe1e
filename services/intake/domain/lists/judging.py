"""What becomes of each line of a list: taken in, known already, in the file twice, or wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class LineState(StrEnum):
    """What becomes of a line."""

    NEW = "new"  # 取り込む
    TAKEN = "taken"  # 取り込んだ
    KNOWN = "known"  # 重複
    TWICE = "twice"  # ファイルの中の重複
    WRONG = "wrong"  # エラー


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One line by its number; *reasons* are sentences that hold nothing of what stood in it."""

    number: int
    state: LineState
    receipt: str | None = None
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the line as it is kept and as the verbs print it."""
        return {"line": self.number, "state": self.state.value, "receipt": self.receipt, "reasons": list(self.reasons)}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Judged":
        """Return the line as it was kept."""
        return cls(
            number=kept["line"],
            state=LineState(kept["state"]),
            receipt=kept["receipt"],
            reasons=tuple(kept["reasons"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many lines are, or would be, taken in, known already or in the file twice, and wrong."""

    taken: int = 0
    known: int = 0
    wrong: int = 0


def counts_of(judged: Sequence[Judged]) -> Counts:
    """Count the lines; what would be taken in counts as taken in, so that trying and doing say the same."""
    states = [one.state for one in judged]
    return Counts(
        taken=states.count(LineState.NEW) + states.count(LineState.TAKEN),
        known=states.count(LineState.KNOWN) + states.count(LineState.TWICE),
        wrong=states.count(LineState.WRONG),
    )
