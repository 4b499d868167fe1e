"""`make faults`: hurt a desk of its own while clients use it, then judge what became of everything.

SEED=7 FAULTS_PROPOSALS=2000 FAULTS_SECONDS=190 python -m tests.faults
"""

import asyncio
import json
import logging
import os
import random
import shutil
import signal
import sys
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

from deploy.local.settings import first_intake_address
from tests.faults.checker import clients_of, judge
from tests.faults.gather import Proposers, gather
from tests.faults.journal import Door, entries
from tests.faults.misfortunes import Misfortunes
from tests.faults.operator import Operator
from tests.faults.report import Run, report
from tests.faults.rest import wait_for_rest
from tests.faults.town import CHECKOUT, READY_S, Town, town_in
from tests.waiting import until

PEOPLE_CASES_SHARE = 60
MAILERS, PROGRAMS = 5, 4
MAIL_SHARE = 0.6
CLIENTS_LONGER = 1.2
REST_S = float(os.environ.get("FAULTS_REST_SECONDS") or 150)


@dataclass(slots=True, kw_only=True)
class Session:
    """One run: what is asked for, and the helpers it started."""

    seed: int
    proposals: int
    seconds: float
    began: float = field(default_factory=time.monotonic)
    phases: dict[str, float] = field(default_factory=dict)
    helpers: list[Popen[bytes]] = field(default_factory=list)

    def phase(self, name: str) -> None:
        """Note when a phase began."""
        self.phases[name] = time.monotonic() - self.began
        sys.stdout.write(f"{self.phases[name]:6.1f} s  {name}\n")
        sys.stdout.flush()

    async def run(self, home: Path) -> dict[str, Any]:
        """Go through all phases and return the report."""
        self.phase("engines and set-up")
        async with town_in(home) as town:
            keeper = asyncio.create_task(self._keep_the_sink(town))
            try:
                return await self._in(town)
            finally:
                keeper.cancel()
                for helper in self.helpers:
                    with suppress(ProcessLookupError):
                        helper.kill()
                    helper.wait()

    async def _in(self, town: Town) -> dict[str, Any]:
        town.start()
        await until(town.is_ready, seconds=READY_S)
        self.phase("faults")
        clients = self._clients(town)
        proposers = Proposers(town=town)
        watching = asyncio.create_task(proposers.run())
        misfortunes = Misfortunes(town=town, seed=self.seed, seconds=self.seconds)
        operator = Operator(town=town, count=misfortunes.count)
        working = asyncio.create_task(operator.work())
        await misfortunes.run()
        self.phase("clients end")
        with suppress(AssertionError):
            await until(lambda: all(client.poll() is not None for client in clients), seconds=REST_S)
        self.phase("rest")
        guilty = frozenset(misfortunes.mischief.guilty)
        at_rest, moving = await wait_for_rest(town, guilty, seconds=REST_S)
        operator.leave()
        await working
        watching.cancel()
        self.phase("look")
        journal = entries(sorted(town.home.glob("journal-*.jsonl")))
        seen = await gather(town, clients_of(journal), proposers, canary=self._canary, at_rest=at_rest)
        violations = judge(journal, seen, guilty)
        self.phase("end")
        run = Run(
            seed=self.seed,
            seconds=time.monotonic() - self.began,
            proposals=self.proposals,
            faults=misfortunes.count,
            fired=misfortunes.traps.fired,
            could_not=misfortunes.trouble,
            moving=moving,
            phases=self.phases,
        )
        return report(run, clients_of(journal), seen, violations)

    @property
    def _canary(self) -> str:
        return f"kanaria{self.seed}kanaria"

    async def _keep_the_sink(self, town: Town) -> None:
        """Start the mail server again whenever it has died."""
        port = town.environment["DESK_NOTIFY_SMTP_PORT"]
        words = ("--port", port, "--record", str(town.sink_record), "--mood", str(town.sink_mood))
        while True:
            sink = town.helper("sink", *words)
            self.helpers.append(sink)
            await until(lambda sink=sink: sink.poll() is not None, seconds=3600)  # type: ignore[misc]  # bound at once

    def _clients(self, town: Town) -> list[Popen[bytes]]:
        started = []
        mails = round(self.proposals * MAIL_SHARE)
        names = [(f"m{number}", Door.MAIL, mails // MAILERS) for number in range(MAILERS)]
        names += [(f"h{number}", Door.HTTP, (self.proposals - mails) // PROGRAMS) for number in range(PROGRAMS)]
        for name, door, count in names:
            words = {
                "name": name,
                "door": door.value,
                "lmtp": town.environment["DESK_LMTP_PORT"],
                "web": town.environment["DESK_WEB_URL"],
                "address": first_intake_address(CHECKOUT / "deploy" / "desks"),
                "canary": self._canary,
                "count": count,
                "seconds": self.seconds * CLIENTS_LONGER,
                "seed": self.seed,
                "journal": town.home / f"journal-{name}.jsonl",
            }
            started.append(town.helper("client", *_options(words)))
        people = {
            "web": town.environment["DESK_WEB_URL"],
            "accounts": town.home / "accounts.json",
            "cases": max(5, self.proposals // PEOPLE_CASES_SHARE),
            "seconds": self.seconds * CLIENTS_LONGER,
            "seed": self.seed,
            "journal": town.home / "journal-people.jsonl",
        }
        started.append(town.helper("people", *_options(people)))
        self.helpers += started
        return started


def _options(words: dict[str, Any]) -> list[str]:
    return [part for name, value in words.items() for part in (f"--{name}", str(value))]


async def _signalled(session: Session, home: Path) -> dict[str, Any]:
    """Run the session; SIGTERM and Ctrl-C end it with everything it started, and nobody breaks that off."""
    task = asyncio.create_task(session.run(home))
    loop = asyncio.get_running_loop()
    kinds = (signal.SIGINT, signal.SIGTERM)

    def end() -> None:
        for number in kinds:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)
        task.cancel()

    for number in kinds:
        loop.add_signal_handler(number, end)
    return await task


def main() -> int:
    """Run, write `.local/faults.json`, and tell by the exit code whether everything was well."""
    session = Session(
        seed=int(os.environ.get("SEED") or random.randrange(1_000_000)),
        proposals=int(os.environ.get("FAULTS_PROPOSALS") or 2000),
        seconds=float(os.environ.get("FAULTS_SECONDS") or 175),
    )
    sys.stdout.write(f"SEED={session.seed}\n")
    # A broker that is away is what this is about; its clients need not tell every time.
    for noisy in ("aio_pika", "aiormq"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", message="coroutine 'Connection.close' was never awaited")
    home = CHECKOUT / ".local" / "faults"
    shutil.rmtree(home, ignore_errors=True)
    try:
        found = asyncio.run(_signalled(session, home))
    except asyncio.CancelledError:
        sys.stderr.write("Interrupted.\n")
        return 130
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (CHECKOUT / ".local" / "faults.json").write_text(text + "\n", encoding="utf-8")
    kept = ("accepted", "cases", "lost", "doubled", "invented", "out_of_order", "parked_innocent", "leaked", "unrest")
    sys.stdout.write("  ".join(f"{name} {found[name]}" for name in kept) + "\n")
    if found["unrest"]:
        sys.stdout.write(f"not at rest, so what is called lost may only wait: {found['still_moving']}\n")
    return 0 if found["clean"] else 1


if __name__ == "__main__":
    sys.exit(main())
