"""`make fuzz`: read changed mails, names, sheets and pages in the processes production reads them in.

SEED=7 FUZZ_SECONDS=600 FUZZ_ONLY=sheet FUZZ_AT=1234 python -m tests.fuzz

Whatever ends otherwise than by name is a failure: its input is kept under .local/fuzz, the report is .local/fuzz.json.
"""

import asyncio
import itertools
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom
from typing import Any, Final

from services.intake.mailbox import file_pool, pool, sheets
from services.intake.settings import IntakeSettings
from services.intake.wiring import READER_MEMORY_MB
from shared.settings import PROJECT
from shared.workers import Workers
from tests.fuzz.corpus import Target, seeds
from tests.fuzz.mutate import mutate, mutate_office
from tests.fuzz.targets import read

KEPT: Final = PROJECT / ".local" / "fuzz"
REPORT: Final = PROJECT / ".local" / "fuzz.json"
PRELOAD: Final = (*pool.PRELOAD, *sheets.PRELOAD, file_pool.__name__, "tests.fuzz.targets")
MOST_FAILURES: Final = 50
TELL_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Input:
    """One changed input: seed, target and number give the same bytes again."""

    seed: int
    target: Target
    number: int

    def content(self) -> bytes:
        """Return the bytes."""
        random = Random(f"{self.seed}/{self.target.value}/{self.number}")
        given = seeds()[self.target]
        change = mutate_office if self.target is Target.SHEET else mutate
        return change(random, random.choice(given), given)


@dataclass(slots=True)
class Run:
    """What was read so far."""

    seed: int
    read: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[dict[str, Any]] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def note(self, one: Input, outcome: str, seconds: float) -> None:
        """Count one input that ended by name."""
        self.read[one.target.value] += 1
        self.outcomes[f"{one.target.value}: {outcome}"] += 1
        self.slowest = max(self.slowest, (seconds, f"{one.target.value} {one.number}"))

    def fail(self, one: Input, content: bytes, error: BaseException, seconds: float) -> None:
        """Keep an input that ended otherwise."""
        self.read[one.target.value] += 1
        KEPT.mkdir(parents=True, exist_ok=True)
        path = KEPT / f"{one.target.value}-{one.seed}-{one.number}.bin"
        path.write_bytes(content)
        again = f"make fuzz SEED={one.seed} FUZZ_ONLY={one.target.value} FUZZ_AT={one.number}"
        said = {"input": str(path.relative_to(PROJECT)), "error": f"{type(error).__name__}: {error}"[:500]}
        self.failures.append(said | {"again": again, "seconds": round(seconds, 2)})
        sys.stdout.write(f"FAILURE {said['error']}\n  {again}\n")

    def report(self, seconds: float) -> dict[str, Any]:
        """Return everything a reader of the run needs."""
        return {
            "seed": self.seed,
            "seconds": round(seconds, 1),
            "read": dict(self.read),
            "outcomes": dict(self.outcomes.most_common()),
            "slowest": {"cpu_seconds": round(self.slowest[0], 2), "input": self.slowest[1]},
            "failures": self.failures,
        }


def inputs(seed: int) -> Iterator[Input]:
    """Yield inputs, the targets in turn; or only those the environment asks for."""
    only, at = os.environ.get("FUZZ_ONLY"), os.environ.get("FUZZ_AT")
    targets = [Target(only)] if only else list(Target)
    numbers = [int(at)] if at else itertools.count()
    return (Input(seed, target, number) for number in numbers for target in targets)


async def run_one(one: Input, workers: Workers, run: Run) -> None:
    """Read one input in a process of its own limits."""
    content = one.content()
    began = time.monotonic()
    (outcome,) = await asyncio.gather(workers.run(read, one.target, content), return_exceptions=True)
    seconds = time.monotonic() - began
    if isinstance(outcome, tuple):
        run.note(one, *outcome)
    elif isinstance(outcome, Exception):
        run.fail(one, content, outcome, seconds)
    elif outcome is not None:
        raise outcome


async def fuzz(seed: int, seconds: float) -> Run:
    """Read inputs until the time is over or too much is wrong."""
    run, waiting = Run(seed), inputs(seed)
    until, told = time.monotonic() + seconds, time.monotonic()
    settings = IntakeSettings()
    async with Workers(settings.readers_at_once, READER_MEMORY_MB, settings.read_seconds, preload=PRELOAD) as workers:
        while time.monotonic() < until and len(run.failures) < MOST_FAILURES:
            batch = list(itertools.islice(waiting, settings.readers_at_once * 4))
            if not batch:
                break
            await asyncio.gather(*(run_one(one, workers, run) for one in batch))
            if time.monotonic() - told > TELL_SECONDS:
                told = time.monotonic()
                sys.stdout.write(f"{sum(run.read.values())} read, {len(run.failures)} failures\n")
                sys.stdout.flush()
    return run


def main() -> int:
    """Run, write the report and return 1 when anything ended otherwise than by name."""
    seed = int(os.environ.get("SEED") or SystemRandom().randrange(1_000_000))
    began = time.monotonic()
    run = asyncio.run(fuzz(seed, float(os.environ.get("FUZZ_SECONDS") or 600)))
    REPORT.parent.mkdir(exist_ok=True)
    report = run.report(time.monotonic() - began)
    REPORT.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    slowest = report["slowest"]
    sys.stdout.write(
        f"seed {seed}: {sum(run.read.values())} inputs in {report['seconds']} s, {len(run.failures)} failures, slowest"
        f" {slowest['cpu_seconds']} s ({slowest['input']}); {Path(REPORT).relative_to(PROJECT)}\n"
    )
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
