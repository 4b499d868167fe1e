"""Look at and end processes of this machine, never another's: each is recognised before it is signalled."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


def carries(pid: int, mark: str) -> bool:
    """Tell whether process *pid* lives and has *mark* in its command line or its first environment."""
    for part in ("cmdline", "environ"):
        with contextlib.suppress(OSError):
            if mark.encode() in (PROC / str(pid) / part).read_bytes().split(b"\0"):
                return True
    return False


def marked(mark: str) -> list[int]:
    """List the living processes whose command line or first environment has the word *mark*."""
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit() and carries(int(entry.name), mark)]


def name_of(pid: int) -> str:
    """Return the short name of process *pid*, or an empty text when it is gone."""
    try:
        return (PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return ""


def until(true: Callable[[], bool], *, seconds: float) -> bool:
    """Ask *true* again and again until it is, for at most *seconds*; return whether it was."""
    end = time.monotonic() + seconds
    pause = 0.02
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)
    return True


def end(pid: int, mark: str, how: signal.Signals, *, seconds: float) -> bool:
    """Send *how* to process *pid* if it carries *mark*, and return whether it is gone within *seconds*."""
    if not carries(pid, mark):
        return True
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
    return until(lambda: not carries(pid, mark), seconds=seconds)
