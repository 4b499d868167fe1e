import io
from datetime import UTC, datetime

from shared.supervisor import PartStatus, State
from shared.supervisor.screen import Lines, Live

SINCE = datetime(2026, 4, 1, tzinfo=UTC)
READY = PartStatus(name="intake web", pid=7, state=State.READY, restarts=0, since=SINCE)
WAITING = PartStatus(name="notify worker", pid=None, state=State.BACKING_OFF, restarts=2, since=SINCE, waits_s=0.8)


def test_a_pipe_gets_one_line_per_change() -> None:
    out = io.StringIO()
    lines = Lines(out)

    lines.show([READY])
    lines.show([READY, WAITING])

    assert out.getvalue().splitlines() == [
        "● intake web                   ready  pid 7",
        "! notify worker                backing off, again in 0.8 s  restarts 2",
    ]


def test_a_terminal_gets_a_block_drawn_in_its_place() -> None:
    out = io.StringIO()
    live = Live(out)

    live.show([READY, WAITING])
    live.show([READY, WAITING])

    first, second = out.getvalue().split("\x1b[2A")
    assert first == second
