"""What runs inside a worker process; it imports as little as it can, for every worker pays for it."""

import math
import resource
import signal
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_MIB = 1024 * 1024
_STATM = Path("/proc/self/statm")


def prepare(memory_mb: int) -> None:
    """Limit the memory of this process and leave Ctrl-C to the parent, which decides when to stop."""
    # Libraries warn in words of what they read, which no log shall hold.
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _lower(resource.RLIMIT_CORE, 0)
    # The address space of an idle Python is large and differs by machine; the allowance comes on top of it.
    _lower(resource.RLIMIT_AS, _address_space() + memory_mb * _MIB)


def within_limits(cpu_seconds: float, fn: Callable[..., T], *args: object) -> T:
    """Run *fn* with this much CPU time, counted from now: the kernel ends what a timer could not."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(used.ru_utime + used.ru_stime + cpu_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
    return fn(*args)


def _address_space() -> int:
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 256 * _MIB
    return pages * resource.getpagesize()


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(limit, (value, value))
