"""How far each reader has settled what each service tells, so that a look need not read history again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

# A statement of ours ends within 15 seconds; after this time whoever took a seq has a transaction id or is dead.
SETTLING: Final = timedelta(minutes=1)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The newest seq of each teller at one moment, and the transactions that ran then.

    Every transaction older than `oldest_transaction` has ended; none has begun that is not older than
    `next_transaction`.
    """

    newest: Mapping[str, int]
    at: datetime
    oldest_transaction: int
    next_transaction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watched:
    """A newest seq; once it has settled, the first transaction that cannot hold a smaller one."""

    at: datetime
    seq: int
    fence: int | None = None


@dataclass(slots=True)
class SettledMarks:
    """The seq before which a reader misses nothing of a teller: all is handled or stands among failed deliveries.

    A fact may become visible after one with a higher seq, however much later, when its transaction took longer. So
    a seq is trusted only when every transaction has ended that could still hold a smaller one: a mark is never
    ahead of a fact that nobody can see yet. Marks last in the database; what is trusted, a process learns anew.
    """

    settling: timedelta = SETTLING
    _settled: dict[Pair, int] = field(default_factory=dict)
    _trusted: dict[str, int] = field(default_factory=dict)
    _watched: dict[str, _Watched] = field(default_factory=dict)

    def after(self, reader: str, teller: str) -> int:
        """Return the seq up to which *reader* misses nothing of *teller*; 0 when nothing is known."""
        return self._settled.get((reader, teller), 0)

    def remember(self, kept: Mapping[Pair, int]) -> None:
        """Take over marks from the database where they are ahead."""
        for pair, seq in kept.items():
            self._settled[pair] = max(seq, self._settled.get(pair, 0))

    def ahead_of(self, kept: Mapping[Pair, int]) -> dict[Pair, int]:
        """Return the marks that the database has not, or has otherwise."""
        return {pair: seq for pair, seq in self._settled.items() if seq != kept.get(pair, 0)}

    def see(self, horizon: Horizon) -> None:
        """Note what is newest now, and trust what was newest when nothing older can still appear."""
        for teller, seq in horizon.newest.items():
            watched = self._watched.get(teller, _Watched(at=horizon.at, seq=seq))
            if seq < max([watched.seq, *self._marks_of(teller)]):
                self._forget(teller)
                watched = _Watched(at=horizon.at, seq=seq)
            elif watched.fence is None and horizon.at - watched.at >= self.settling:
                watched = _Watched(at=watched.at, seq=watched.seq, fence=horizon.next_transaction)
            elif watched.fence is not None and horizon.next_transaction < watched.fence:
                # Another cluster's numbers: the database was moved.
                watched = _Watched(at=horizon.at, seq=seq)
            elif watched.fence is not None and horizon.oldest_transaction >= watched.fence:
                self._trusted[teller] = watched.seq
                watched = _Watched(at=horizon.at, seq=seq)
            self._watched[teller] = watched

    def see_open(self, reader: str, teller: str, *, oldest: int | None, seen_to: int | None = None) -> None:
        """Note the seq of the oldest fact that *reader* misses, or that it misses none as far as was looked."""
        ceiling = self._trusted.get(teller, 0)
        reached = ceiling if seen_to is None else min(ceiling, seen_to)
        reached = reached if oldest is None else min(reached, oldest - 1)
        self._settled[reader, teller] = max(reached, self.after(reader, teller))

    def _marks_of(self, teller: str) -> Iterable[int]:
        return (seq for (_, who), seq in self._settled.items() if who == teller)

    def _forget(self, teller: str) -> None:
        # History became shorter: the database was put back from a backup, and seq is given out again.
        self._trusted.pop(teller, None)
        self._settled = {pair: 0 if pair[1] == teller else seq for pair, seq in self._settled.items()}
