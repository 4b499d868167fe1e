"""Send proposals to a running desk and measure throughput, processor time and memory of the whole path."""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.letters import Letter, letters
from tests.benchmarks.machine import Memory, busy_ms, memory_in_trees, spent_ms
from tests.benchmarks.outcome import NotDone, Outcome
from tests.benchmarks.sending import send_all
from tests.benchmarks.town import BenchTown

# Its children are the parts, which are counted by themselves.
_ALONE = ("supervisor",)
IDLE_SECONDS = 2.0
LOAD = "load generator"
FOREIGN = ("sink", LOAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRun:
    """One measurement; time and processor time end when the last proposal has come the whole way."""

    proposals: int
    seconds: float
    accept_seconds: float
    cpu_ms: Mapping[str, float]
    idle_cpu_ms_per_s: Mapping[str, float]
    memory: Mapping[str, Memory]
    # Of all processor time that was there, what went to processes that are neither desk nor engine nor load.
    share_of_others: float

    @property
    def per_second(self) -> float:
        """Proposals a second over the whole path."""
        return self.proposals / self.seconds

    @property
    def accepted_per_second(self) -> float:
        """Proposals a second at the doors alone."""
        return self.proposals / self.accept_seconds

    @property
    def cpu_ms_per_proposal(self) -> dict[str, float]:
        """Milliseconds of processor time per proposal, per process and engine, and of the desk in all."""
        each = {name: round(ms / self.proposals, 2) for name, ms in self.cpu_ms.items()}
        ours = sum(ms for name, ms in self.cpu_ms.items() if name not in FOREIGN)
        return {**each, "total": round(ours / self.proposals, 2)}


async def measure_desk(
    town: BenchTown,
    outcome: Outcome,
    sent: Sequence[Letter],
    *,
    with_suggestions: bool = True,
    idle_seconds: float = 0.0,
) -> DeskRun:
    """Send everything at once over 16 connections and wait until each proposal has come the whole way."""
    idle = await _idle(town, idle_seconds)
    before, cpu_before = await outcome.counts(), _cpu(town)
    busy_before, start = busy_ms(), time.monotonic()
    taken = await send_all(sent, lmtp=town.lmtp, web=town.web)
    accepted = time.monotonic()
    done = await outcome.wait_for(len(sent), since=before, with_suggestions=with_suggestions)
    cpu = {name: ms - cpu_before.get(name, 0.0) for name, ms in _cpu(town).items()}
    others = busy_ms() - busy_before - sum(cpu.values())
    whole = (time.monotonic() - start) * 1000 * (os.cpu_count() or 1)
    await outcome.wait_until_quiet()
    await _check(outcome, list(taken.accepted_at), with_suggestions=with_suggestions)
    if died := town.died():
        raise NotDone(f"died meanwhile: {died}")
    return DeskRun(
        proposals=len(sent),
        seconds=done - start,
        accept_seconds=accepted - start,
        cpu_ms=cpu,
        idle_cpu_ms_per_s=idle,
        memory=memory_in_trees(town.roots, summed=town.engines.roots, alone=_ALONE),
        share_of_others=max(0.0, others / whole),
    )


async def warm_up(town: BenchTown, outcome: Outcome, count: int, *, mail_share: float, numbered_from: int) -> float:
    """Send *count* proposals that are not measured, and return roughly how many a second came through."""
    start = time.monotonic()
    before = await outcome.counts()
    some = letters(count, port=town.web, mail_share=mail_share, numbered_from=numbered_from)
    await send_all(some, lmtp=town.lmtp, web=town.web)
    done = await outcome.wait_for(count, since=before)
    await outcome.wait_until_quiet()
    return count / (done - start)


async def _check(outcome: Outcome, digests: Sequence[bytes], *, with_suggestions: bool) -> None:
    fates = await outcome.fates(digests)
    wrong = [one for one in fates.values() if not one.is_whole(with_suggestions=with_suggestions)]
    if wrong or len(fates) != len(digests):
        raise NotDone(f"{len(digests) - len(fates)} of {len(digests)} are missing, {len(wrong)} not whole: {wrong[:1]}")
    if issues := await outcome.open_issues():
        raise NotDone(f"{issues} deliveries failed")


async def _idle(town: BenchTown, seconds: float) -> dict[str, float]:
    """Return what the desk spends while nothing happens, in milliseconds of processor time a second."""
    if not seconds:
        return {}
    before, start = _cpu(town), time.monotonic()
    await asyncio.sleep(seconds)
    lasted = time.monotonic() - start
    return {name: round((ms - before.get(name, 0.0)) / lasted, 1) for name, ms in _cpu(town).items()}


def _cpu(town: BenchTown) -> dict[str, float]:
    return {**spent_ms(town.roots, alone=_ALONE), LOAD: time.process_time() * 1000}
