"""From which number on the outbox is worth looking at.

Deleted rows stay in the index as long as any snapshot may still see them, a backup's for hours. A look that begins
behind them costs nothing; one that begins at the first number reads them all, each time.
"""

from collections import deque

FULL_LOOK_SECONDS = 10.0
# Longer than any transaction of ours lives: what was numbered before that has been committed, or never will be.
SETTLED_SECONDS = 60.0
_APART_SECONDS = 1.0


class Watermark:
    """Advances behind what was carried long ago, and still looks at everything now and then."""

    def __init__(self) -> None:
        """Begin with a look at everything."""
        self._marks: deque[tuple[float, int]] = deque()
        self._settled = 0
        self._full_at = 0.0

    def after(self, now: float) -> int:
        """Return the number behind which to look at the moment *now*; 0 is a look at everything."""
        if now >= self._full_at:
            self._full_at = now + FULL_LOOK_SECONDS
            return 0
        while self._marks and self._marks[0][0] <= now - SETTLED_SECONDS:
            _, self._settled = self._marks.popleft()
        return self._settled

    def carried(self, lowest: int, highest: int, now: float) -> None:
        """Note the numbers of a batch; one that was believed to be behind makes every look a full one again."""
        if lowest <= self._settled:
            self.reset()
        if not self._marks or now - self._marks[-1][0] >= _APART_SECONDS:
            self._marks.append((now, highest))

    def reset(self) -> None:
        """Look at everything until what was carried has settled anew: something was left behind."""
        self._marks.clear()
        self._settled = 0
