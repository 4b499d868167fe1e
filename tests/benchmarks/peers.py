"""Run the comparators: their workers, their producer, and what it measured."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx2
from sqlalchemy import make_url

from deploy.local.trouble import Trouble
from tests.benchmarks.comparators.common import BROKER, DATABASE, TABLES, Timed
from tests.benchmarks.machine import spent_ms
from tests.benchmarks.town import CHECKOUT, BenchEngines

PLACE = "peers"
LOCK = Path("tests/benchmarks/requirements.lock")
WARM_UP = 200
_SETTLE_SECONDS = 3.0
_END_SECONDS = 10.0
_PACKAGE = "tests.benchmarks.comparators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A comparator: its workers and its producer, whose last words are its measurement."""

    name: str
    workers: tuple[tuple[str, ...], ...]
    producer: tuple[str, ...]
    queues: tuple[str, ...]
    # As many as take some ten seconds, so that all are measured over the same time.
    proposals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerRun:
    """One measurement of one peer; its processor time includes both engines."""

    name: str
    timed: Timed
    cpu_ms_per_proposal: float

    @property
    def per_second(self) -> float:
        """Proposals a second over all three hops."""
        return self.timed.proposals / self.timed.seconds


def peers(python: str, *, hand_python: str = sys.executable) -> tuple[Peer, ...]:
    """Return all comparators; *python* has their libraries."""
    return (
        Peer(
            name="celery",
            workers=tuple(_celery(python, queue) for queue in ("celery.routing", "celery.notify")),
            producer=(python, "-m", f"{_PACKAGE}.celery_app"),
            queues=("celery.routing", "celery.notify"),
            proposals=2000,
        ),
        Peer(
            name="dramatiq",
            workers=tuple(_dramatiq(python, queue) for queue in ("dramatiq.routing", "dramatiq.notify")),
            producer=(python, "-m", f"{_PACKAGE}.dramatiq_app"),
            queues=("dramatiq.routing", "dramatiq.notify"),
            proposals=2000,
        ),
        *(
            Peer(
                name=name,
                workers=tuple((hand_python, "-m", f"{_PACKAGE}.{name}", hop) for hop in ("routing", "notify")),
                producer=(hand_python, "-m", f"{_PACKAGE}.{name}", "accept"),
                queues=("hand.routing", "hand.notify"),
                proposals=count,
            )
            for name, count in (("hand_single", 2000), ("hand_batch", 6000))
        ),
    )


def _celery(python: str, queue: str) -> tuple[str, ...]:
    pool = ("--pool", "threads", "--concurrency", "8", "--loglevel", "WARNING")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return (python, "-m", "celery", "-A", f"{_PACKAGE}.celery_app", "worker", "-Q", queue, "-n", queue, *pool, *quiet)


def _dramatiq(python: str, queue: str) -> tuple[str, ...]:
    sized = ("--processes", "1", "--threads", "8", "--queues", queue)
    return (python, "-m", "dramatiq", f"{_PACKAGE}.dramatiq_app", *sized)


def prepared_python() -> str:
    """Return a Python with the libraries of the comparators, in an environment of its own made from their lock."""
    place = CHECKOUT / ".local" / f"bench-venv-{sys.version_info.major}.{sys.version_info.minor}"
    uv, python = str(CHECKOUT / ".venv/bin/uv"), str(place / "bin/python")
    if not (place / "bin/python").exists():
        _step(uv, "venv", "--quiet", "--python", sys.executable, str(place))
    _step(uv, "pip", "sync", "--quiet", "--compile-bytecode", "--python", python, "--require-hashes", str(LOCK))
    return python


def _step(*command: str) -> None:
    done = subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Trouble(f"`{' '.join(command[1:4])} …` failed: {done.stderr.strip()[-300:]}")


async def prepare(engines: BenchEngines) -> dict[str, str]:
    """Make a database and a virtual host for the comparators and return the environment that names them."""
    admin = await asyncpg.connect(engines.urls.database_url)
    await admin.execute(f"CREATE DATABASE {PLACE}")
    await admin.close()
    management = make_url(engines.urls.management_url or "")
    answer = httpx2.put(
        f"{management.set(username=None, password=None)}/api/vhosts/{PLACE}",
        auth=(management.username or "", management.password or ""),
    )
    answer.raise_for_status()
    database, broker = make_url(engines.urls.database_url), make_url(engines.urls.amqp_url)
    return {
        DATABASE: database.set(database=PLACE).render_as_string(hide_password=False),
        BROKER: broker.set(database=PLACE).render_as_string(hide_password=False),
        "PYTHONPATH": str(CHECKOUT),
    }


async def measure_peer(engines: BenchEngines, peer: Peer, environment: Mapping[str, str], log: Path) -> PeerRun:
    """Run one comparator on empty tables and empty queues."""
    connection = await asyncpg.connect(environment[DATABASE])
    await connection.execute(TABLES)
    await connection.close()
    with _running(peer.workers, environment, log) as workers:
        await asyncio.sleep(_SETTLE_SECONDS)
        before = spent_ms({**engines.roots, **workers})
        timed, own_ms = _produce(peer, environment, log)
        after = spent_ms({**engines.roots, **workers})
    spent = own_ms + sum(after.values()) - sum(before.values())
    # The warm-up is in the processor time, too, so it is divided by all that was carried.
    return PeerRun(name=peer.name, timed=timed, cpu_ms_per_proposal=round(spent / (timed.proposals + WARM_UP), 2))


def _produce(peer: Peer, environment: Mapping[str, str], log: Path) -> tuple[Timed, float]:
    used = os.times()
    with log.open("ab") as errors:
        done = subprocess.run(
            [*peer.producer, str(WARM_UP), str(peer.proposals)],
            cwd=CHECKOUT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            check=False,
        )
    now = os.times()
    if done.returncode != 0:
        raise Trouble(f"The comparator {peer.name} failed; its log: {log}")
    own = (now.children_user - used.children_user) + (now.children_system - used.children_system)
    return Timed(**json.loads(done.stdout)), own * 1000


@contextmanager
def _running(commands: Sequence[Sequence[str]], environment: Mapping[str, str], log: Path) -> Iterator[dict[str, int]]:
    with ExitStack() as stack:
        file = stack.enter_context(log.open("ab"))
        started: dict[str, int] = {}
        for number, command in enumerate(commands, start=1):
            process = subprocess.Popen(
                command, cwd=CHECKOUT, env={**os.environ, **environment}, stdout=file, stderr=file
            )
            stack.callback(_end, process)
            started[f"worker {number}"] = process.pid
        yield started


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
