"""What was measured, for people and for `.local/bench.json`."""

import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.desk_run import DeskRun
from tests.benchmarks.rounds import Latencies, Round
from tests.benchmarks.town import CHECKOUT

SERVICES = ("web", "intake", "routing", "notify", "publication", "operations")
PEERS = ("celery", "dramatiq", "hand_single", "hand_batch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A figure the project wants to reach, and whether at least or at most."""

    name: str
    found: float
    wanted: float
    at_least: bool = True

    @property
    def reached(self) -> bool:
        """Tell whether it is reached."""
        return self.found >= self.wanted if self.at_least else self.found <= self.wanted


def summary(rounds: Sequence[Round], latencies: Latencies) -> dict[str, Any]:
    """Return medians over the rounds; a ratio is the median of the ratios inside each round."""
    last = rounds[-1].desk

    def over(figure: Callable[[Round], float], digits: int = 1) -> float:
        return round(statistics.median(figure(one) for one in rounds), digits)

    ratios = {f"ratio_{name}": over(_ratio_to(name), 3) for name in PEERS}
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "throughput_per_s": over(lambda one: one.desk.per_second),
        "throughput_bare_per_s": over(lambda one: one.bare.per_second),
        "accepted_per_s": over(lambda one: one.desk.accepted_per_second),
        "latency_ms": _two(latencies.accepting),
        "latency_from_sending_ms": _two(latencies.from_sending),
        "latency_offer_ms": _two(latencies.offering),
        **ratios,
        "ratio_bare_hand_batch": over(lambda one: one.bare.per_second / one.peers["hand_batch"].per_second, 3),
        "memory_mb": {name: one.rss_mb for name, one in last.memory.items()},
        "memory_pss_mb": {name: one.pss_mb for name, one in last.memory.items()},
        "cpu_ms_per_proposal": _medians([one.desk for one in rounds]),
        "cpu_ms_per_proposal_bare": _medians([one.bare for one in rounds]),
        "peers_per_s": {name: over(lambda one, name=name: one.peers[name].per_second) for name in PEERS},  # type: ignore[misc]  # The default binds the name.
        "peers_cpu_ms_per_proposal": {
            name: over(lambda one, name=name: one.peers[name].cpu_ms_per_proposal, 2)  # type: ignore[misc]  # The same.
            for name in PEERS
        },
        "proposals_per_run": [one.desk.proposals for one in rounds],
        "share_of_others": over(lambda one: one.desk.share_of_others, 2),
        "machine": machine(),
        "rounds": [_round(one) for one in rounds],
    }


def goals(said: Mapping[str, Any]) -> list[Goal]:
    """Return what the project wants, with what was found."""
    largest = max(said["memory_mb"].get(name, 0.0) for name in SERVICES)
    return [
        Goal(name="ratio_celery", found=said["ratio_celery"], wanted=0.7),
        Goal(name="ratio_hand_single", found=said["ratio_hand_single"], wanted=0.75),
        Goal(name="ratio_bare_hand_batch", found=said["ratio_bare_hand_batch"], wanted=0.4),
        Goal(name="ratio_dramatiq (beyond)", found=said["ratio_dramatiq"], wanted=1.0),
        Goal(name="latency_ms p50", found=said["latency_ms"]["p50"], wanted=40, at_least=False),
        Goal(name="latency_ms p99", found=said["latency_ms"]["p99"], wanted=150, at_least=False),
        Goal(name="latency_offer_ms p50", found=said["latency_offer_ms"]["p50"], wanted=40, at_least=False),
        Goal(name="latency_offer_ms p99", found=said["latency_offer_ms"]["p99"], wanted=150, at_least=False),
        Goal(name="memory_mb of the largest service process", found=largest, wanted=120, at_least=False),
    ]


def goals_as_text(said: Mapping[str, Any]) -> str:
    """Return one line for each goal."""
    lines = [
        f"{'reached' if goal.reached else 'MISSED ':8} {goal.name:42} {goal.found:8g}"
        f"  ({'at least' if goal.at_least else 'at most'} {goal.wanted:g})"
        for goal in goals(said)
    ]
    others = f"others took {said['share_of_others']:.0%} of the processors; figures of a busy machine mean little"
    return "\n".join([*lines, others])


def run_as_text(run: DeskRun) -> str:
    """Return what each process cost."""
    lines = [f"{'process':22}{'CPU ms/proposal':>16}{'idle ms/s':>11}{'RSS MB':>9}{'PSS MB':>9}"]
    each = run.cpu_ms_per_proposal
    for name in sorted({*each, *run.memory} - {"total"}):
        memory = run.memory.get(name)
        lines.append(
            f"{name:22}{each.get(name, 0.0):16.2f}{run.idle_cpu_ms_per_s.get(name, 0.0):11.1f}"
            + (f"{memory.rss_mb:9.1f}{memory.pss_mb:9.1f}" if memory else "")
        )
    lines.append(f"{'total (desk+engines)':22}{each['total']:16.2f}")
    lines.append(
        f"{run.proposals} proposals: {run.per_second:.1f}/s the whole path, {run.accepted_per_second:.1f}/s at the"
        f" doors; others took {run.share_of_others:.0%} of the processors"
    )
    return "\n".join(lines)


def run_as_data(run: DeskRun) -> dict[str, Any]:
    """Return one measurement of the desk."""
    return {
        "proposals": run.proposals,
        "throughput_per_s": round(run.per_second, 1),
        "accepted_per_s": round(run.accepted_per_second, 1),
        "cpu_ms_per_proposal": run.cpu_ms_per_proposal,
        "idle_cpu_ms_per_s": dict(run.idle_cpu_ms_per_s),
        "share_of_others": round(run.share_of_others, 2),
        "memory_mb": {name: {"rss": one.rss_mb, "pss": one.pss_mb} for name, one in run.memory.items()},
    }


def machine() -> dict[str, Any]:
    """Return what was measured on."""
    memory = next(
        (
            line
            for line in Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("MemTotal")
        ),
        "MemTotal: 0",
    )
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    return {
        "processors": os.cpu_count(),
        "memory_gib": round(int(memory.split()[1]) / 1024**2, 1),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "commit": commit.stdout.strip(),
    }


def _ratio_to(name: str) -> Callable[[Round], float]:
    return lambda one: one.desk.per_second / one.peers[name].per_second


def _medians(runs: Sequence[DeskRun]) -> dict[str, float]:
    names = dict.fromkeys(name for run in runs for name in run.cpu_ms_per_proposal)
    return {name: round(statistics.median(run.cpu_ms_per_proposal.get(name, 0.0) for run in runs), 2) for name in names}


def _two(latency: Any) -> dict[str, float]:
    return {"p50": latency.p50, "p99": latency.p99, "count": latency.count}


def _round(one: Round) -> dict[str, Any]:
    return {
        "desk": run_as_data(one.desk),
        "bare": run_as_data(one.bare),
        "peers": {
            name: {"per_s": round(run.per_second, 1), "cpu_ms": run.cpu_ms_per_proposal, **asdict(run.timed)}
            for name, run in one.peers.items()
        },
    }
