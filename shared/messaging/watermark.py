"""From which number on the outbox is worth looking at.

Deleted rows stay in the index as long as any snapshot may still see them, a backup's for hours. A look that begins
behind them costs nothing; one that begins at the first number reads them all, each time.
"""

from collections import deque
from dataclasses import dataclass

FULL_LOOK_SECONDS = 10.0
# Longer than any transaction of ours lives: what was numbered before that has been committed, or never will be.
SETTLED_SECONDS = 60.0
_APART_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Numbers above *after* and up to *upto*."""

    after: int
    upto: int


class Watermark:
    """Advances only over numbers of which it was seen that none is left, whoever was to carry them.

    A number that is behind is not looked at, so a later version of its aggregate would overtake it. That this relay
    has carried higher numbers long ago proves nothing: another may hold a shard, or a shard may have fallen behind.
    """

    def __init__(self) -> None:
        """Begin with looks at everything."""
        self._marks: deque[tuple[float, int]] = deque()
        self._unproved: int | None = None
        self._asked_at = 0.0
        self._settled = 0
        self._full_at = 0.0

    @property
    def settled(self) -> int:
        """Return the number behind which to look; 0 is a look at everything."""
        return self._settled

    def doubt(self, now: float) -> Span | None:
        """Return the numbers to be looked at for whether one is left, if there is a reason to at the moment *now*."""
        if self._settled and now >= self._full_at:
            self._full_at = now + FULL_LOOK_SECONDS
            return Span(after=0, upto=self._settled)
        while self._marks and self._marks[0][0] <= now - SETTLED_SECONDS:
            _, self._unproved = self._marks.popleft()
        if self._unproved is None or now - self._asked_at < _APART_SECONDS:
            return None
        self._asked_at = now
        return Span(after=self._settled, upto=self._unproved)

    def answered(self, span: Span, *, left: bool) -> None:
        """Advance over *span* when nothing is left in it; one left that was believed to be behind undoes it all."""
        if span.upto <= self._settled:
            if left:
                self.reset()
        elif not left:
            self._settled = span.upto
            self._unproved = None

    def carried(self, highest: int, now: float) -> None:
        """Note the highest number of a batch; no lower one can be committed much later."""
        if not self._marks or now - self._marks[-1][0] >= _APART_SECONDS:
            self._marks.append((now, highest))

    def reset(self) -> None:
        """Look at everything until what was carried has settled anew."""
        self._marks.clear()
        self._unproved = None
        self._settled = 0
