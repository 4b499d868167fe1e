"""Sample what a process computes: Python imports this by itself when the folder stands in PYTHONPATH.

A timer of processor time fires after a few milliseconds of work and notes the stack, so that waiting costs nothing and
is not seen. What is counted before SIGUSR1 is forgotten; the rest is written at the end of the process.
"""

import atexit
import collections
import json
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

FOLDER = "DESK_BENCH_SAMPLES"
SECONDS = 0.002
_DEEPEST = 250
_found: collections.Counter[tuple[str, ...]] = collections.Counter()
_begins = [0.0]


def _note(_number: int, frame: FrameType | None) -> None:
    # The stack ends where a greenlet begins, as SQLAlchemy's do: looking into another greenlet from here can crash.
    stack: list[str] = []
    while frame is not None and len(stack) < _DEEPEST:
        stack.append(f"{frame.f_code.co_filename}:{frame.f_lineno}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    _found[tuple(stack)] += 1


def _forget(_number: int, _frame: FrameType | None) -> None:
    _found.clear()
    _begins[0] = time.process_time()


def _write(folder: str) -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)
    # The kernel's own tick may be longer than what was asked for: only the shares of the samples are trusted.
    cpu_ms = (time.process_time() - _begins[0]) * 1000
    said = {"cpu_ms": cpu_ms, "stacks": [[list(stack), count] for stack, count in _found.items()]}
    (Path(folder) / f"{os.getpid()}.json").write_text(json.dumps(said), encoding="utf-8")


if FOLDER in os.environ and "run" in sys.orig_argv:
    signal.signal(signal.SIGPROF, _note)
    signal.signal(signal.SIGUSR1, _forget)
    signal.setitimer(signal.ITIMER_PROF, SECONDS, SECONDS)
    atexit.register(_write, os.environ[FOLDER])
