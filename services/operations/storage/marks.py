"""How far each reader has settled what each service tells, so that a look need not read history again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

# A fact may become visible after one with a higher seq, when its transaction took longer. The engines of this
# house end a transaction that idles or asks for 15 seconds, so what was the newest five minutes ago has no
# invisible fact before it.
SETTLING: Final = timedelta(minutes=5)


@dataclass(slots=True)
class SettledMarks:
    """The seq before which nothing is open any more, for each reader and teller, as this process has seen it.

    Settled stays settled: rows of `handled` are never deleted, and what was discarded is never handled again.
    A process that has just started knows nothing and reads everything once.
    """

    _settled: dict[tuple[str, str], int] = field(default_factory=dict)
    _trusted: dict[str, int] = field(default_factory=dict)
    _newest: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def after(self, reader: str, teller: str) -> int:
        """Return the seq up to which *reader* has nothing open of *teller*; 0 when nothing is known."""
        return self._settled.get((reader, teller), 0)

    def see_newest(self, newest: Mapping[str, int], *, at: datetime) -> None:
        """Note the highest seq of each teller at *at*; it is trusted once it has settled."""
        for teller, seq in newest.items():
            seen_at, seen = self._newest.setdefault(teller, (at, seq))
            if seq < seen:
                self._forget(teller, seq, at)
            elif at - seen_at >= SETTLING:
                self._trusted[teller] = seen
                self._newest[teller] = (at, seq)

    def see_open(self, reader: str, teller: str, *, oldest: int | None) -> None:
        """Note the seq of the oldest fact that is open for *reader*, or that none is."""
        ceiling = self._trusted.get(teller, 0)
        reached = ceiling if oldest is None else min(ceiling, oldest - 1)
        self._settled[reader, teller] = max(reached, self.after(reader, teller))

    def _forget(self, teller: str, seq: int, at: datetime) -> None:
        # History became shorter: the database was put back from a backup, and seq is given out again.
        self._newest[teller] = (at, seq)
        self._trusted.pop(teller, None)
        self._settled = {pair: mark for pair, mark in self._settled.items() if pair[1] != teller}
