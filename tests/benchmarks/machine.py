"""What processes cost: processor time and memory of whole process trees, read from /proc."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_TICKS_PER_MS = os.sysconf("SC_CLK_TCK") / 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One line of /proc/PID/stat, in milliseconds of processor time."""

    pid: int
    parent: int
    own_ms: float
    # Of children that have ended and were waited for.
    ended_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Megabytes: all pages of a process, and its share when shared pages are divided among their users."""

    rss_mb: float
    pss_mb: float


def parse_stat(line: str) -> Process:
    """Read one line of /proc/PID/stat; the name in brackets may hold anything."""
    pid, _, rest = line.partition(" (")
    fields = rest.rpartition(") ")[2].split()
    own, ended = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
    return Process(pid=int(pid), parent=int(fields[1]), own_ms=own / _TICKS_PER_MS, ended_ms=ended / _TICKS_PER_MS)


def processes() -> dict[int, Process]:
    """Return every process of the machine by its id."""
    found = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                one = parse_stat((entry / "stat").read_text(encoding="utf-8", errors="replace"))
            except OSError:
                continue  # It ended while we looked.
            found[one.pid] = one
    return found


def descendants(pid: int, known: Mapping[int, Process]) -> list[int]:
    """Return the ids of all living children of *pid*, theirs, and so on."""
    children: dict[int, list[int]] = defaultdict(list)
    for one in known.values():
        children[one.parent].append(one.pid)
    found: list[int] = []
    open_ = [pid]
    while open_:
        below = children[open_.pop()]
        found += below
        open_ += below
    return found


def spent_ms(roots: Mapping[str, int], *, alone: Iterable[str] = ()) -> dict[str, float]:
    """Return the processor time of each named process, and of its helpers as `<name>.helpers` when it has any.

    Those named in *alone* are parents of others that are counted by themselves.
    """
    known = processes()
    found: dict[str, float] = {}
    for name, pid in roots.items():
        if pid not in known:
            continue
        found[name] = known[pid].own_ms
        if name in alone:
            continue
        helpers = descendants(pid, known)
        if helpers or known[pid].ended_ms:
            below = sum(known[one].own_ms + known[one].ended_ms for one in helpers)
            found[f"{name}.helpers"] = known[pid].ended_ms + below
    return found


def busy_ms() -> float:
    """Return how long all processors together have worked for anybody since the machine started."""
    fields = (PROC / "stat").read_text(encoding="utf-8").splitlines()[0].split()[1:9]
    user, nice, system, _idle, _waiting, irq, soft_irq, _stolen = map(int, fields)
    return (user + nice + system + irq + soft_irq) / _TICKS_PER_MS


def memory_of(pid: int) -> Memory:
    """Return the memory of one process; nothing of one that has ended."""
    sizes = {"Rss": 0.0, "Pss": 0.0}
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, size = line.partition(":")
        if name in sizes:
            sizes[name] = int(size.split()[0]) / 1024
    return Memory(rss_mb=round(sizes["Rss"], 1), pss_mb=round(sizes["Pss"], 1))


def memory_in_trees(
    roots: Mapping[str, int], *, summed: Iterable[str] = (), alone: Iterable[str] = ()
) -> dict[str, Memory]:
    """Return the memory of each named process and of each of its helpers, the latter numbered.

    Those in *summed* are one figure with all their helpers; those in *alone* are parents of others named here.
    """
    known = processes()
    found: dict[str, Memory] = {}
    for name, pid in roots.items():
        helpers = [] if name in alone else descendants(pid, known)
        if name in summed:
            found[name] = added([memory_of(one) for one in (pid, *helpers)])
            continue
        found[name] = memory_of(pid)
        found |= {f"{name}.helper-{number}": memory_of(one) for number, one in enumerate(helpers, start=1)}
    return found


def added(some: Iterable[Memory]) -> Memory:
    """Return the sum; the one of the RSS counts shared pages many times, so that of the PSS stands for both."""
    pss = round(sum(one.pss_mb for one in some), 1)
    return Memory(rss_mb=pss, pss_mb=pss)
