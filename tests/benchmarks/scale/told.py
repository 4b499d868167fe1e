"""What was measured, said in numbers: middle and slowest of a hundred, growth, goals, and how quiet the machine was."""

import json
import math
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from shared.settings import PROJECT
from tests.benchmarks.machine import busy_ms, spent_ms
from tests.benchmarks.scale.measure import Timed

# Milliseconds of the slowest of a hundred, by the first word of what is measured.
GOALS: Final = {"command": 30.0, "list": 50.0, "inbox": 30.0, "register": 50.0}
FILE: Final = "bench-scale.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What this machine had worked when a measurement began: in all, and for us and our engines (*roots*)."""

    roots: Mapping[str, int]
    began: float
    busy: float
    ours: float

    def share_of_others(self) -> float:
        """Return what part of all processor time went to nobody of ours since then."""
        others = busy_ms() - self.busy - (sum(spent_ms(self.roots).values()) - self.ours)
        whole = 1000 * (perf_counter() - self.began) * (os.cpu_count() or 1)
        return round(max(0.0, others / whole), 3)


def watched(roots: Mapping[str, int]) -> Watched:
    """Begin to watch who works."""
    return Watched(roots=roots, began=perf_counter(), busy=busy_ms(), ours=sum(spent_ms(roots).values()))


def percentile(times: Sequence[float], share: float) -> float:
    """Return the time that *share* of all stay within."""
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def told(taken: Timed) -> dict[str, dict[str, float]]:
    """Return the middle and the slowest of a hundred of each, and of each kind together."""
    kinds: Timed = {}
    for name, times in taken.items():
        kinds.setdefault(f"{name.split()[0]} (all)", []).extend(times)
    return {
        name: {"n": len(times), "p50": round(percentile(times, 0.5), 2), "p99": round(percentile(times, 0.99), 2)}
        for name, times in {**kinds, **taken}.items()
    }


def exponents(first: Mapping[str, Any], last: Mapping[str, Any]) -> dict[str, float]:
    """Return with which power of the number of cases the slowest of a hundred grow."""
    grown = math.log(last["cases"] / first["cases"])
    return {
        name: round(math.log(last["ms"][name]["p99"] / first["ms"][name]["p99"]) / grown, 2) for name in first["ms"]
    }


def missed(ms: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """Return which goals were missed, and by what."""
    return {
        kind: f"{ms[name]['p99']} ms, at most {goal:g}"
        for kind, goal in GOALS.items()
        if (name := f"{kind} (all)") in ms and ms[name]["p99"] > goal
    }


def say(found: Mapping[str, Any]) -> None:
    """Show what was found so far."""
    with suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        sys.stdout.flush()


def keep(found: Mapping[str, Any]) -> None:
    """Write down what was found so far, so that a run that ends early leaves what it has measured."""
    file = PROJECT / ".local" / FILE
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
