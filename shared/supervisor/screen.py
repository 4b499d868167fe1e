"""Show the parts to the person at the terminal."""

from collections.abc import Sequence
from typing import Protocol, TextIO

from shared.supervisor.part import PartStatus, State

SIGNS = {State.STARTING: "…", State.READY: "●", State.BACKING_OFF: "!", State.STOPPED: "○"}


class Screen(Protocol):
    """Something that is told the whole status at every change."""

    def show(self, parts: Sequence[PartStatus]) -> None: ...


def line(part: PartStatus) -> str:
    """Describe one part in one line."""
    said = f"{SIGNS[part.state]} {part.name:<28} {part.state.value.replace('_', ' ')}"
    if part.state is State.BACKING_OFF:
        said += f", again in {part.waits_s:g} s"
    if part.pid is not None:
        said += f"  pid {part.pid}"
    if part.restarts:
        said += f"  restarts {part.restarts}"
    return said


class Lines:
    """One line per change, for logs and pipes."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last: dict[str, str] = {}

    def show(self, parts: Sequence[PartStatus]) -> None:
        for part in parts:
            said = line(part)
            if self._last.get(part.name) != said:
                self._last[part.name] = said
                self._out.write(said + "\n")
        self._out.flush()


class Live:
    """A block of one line per part that is drawn anew in its place."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._drawn = 0

    def show(self, parts: Sequence[PartStatus]) -> None:
        up = f"\x1b[{self._drawn}A" if self._drawn else ""
        self._out.write(up + "".join(f"\x1b[2K{line(part)}\n" for part in parts))
        self._out.flush()
        self._drawn = len(parts)


def screen_for(out: TextIO) -> Screen:
    """Return the live block for a terminal, lines for anything else."""
    return Live(out) if out.isatty() else Lines(out)
