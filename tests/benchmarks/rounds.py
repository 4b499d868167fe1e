"""All measurements in turn, several rounds: what a machine does differently from minute to minute hits everyone."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import asyncpg

from deploy.local.desk import Desk
from tests.benchmarks.bare import without_suggestions
from tests.benchmarks.desk_run import DeskRun, measure_desk, warm_up
from tests.benchmarks.latency import Latency, measure_accepting, measure_offering
from tests.benchmarks.letters import letters
from tests.benchmarks.outcome import Outcome
from tests.benchmarks.peers import PeerRun, measure_peer, peers, prepare, prepared_python
from tests.benchmarks.town import BenchEngines, BenchTown, prepared_desk, running_desk, running_engines

WARM_UP = 200
# A slow desk shall not take the time of all others: fewer proposals, never fewer than these.
LONGEST_RUN_SECONDS, FEWEST = 20.0, 300
LATENCY_SECONDS, OFFERS = 30, 150
Say = Callable[[str], None]


@dataclass(slots=True, kw_only=True)
class Round:
    """What one round measured; both latencies only in the last."""

    desk: DeskRun
    bare: DeskRun
    peers: dict[str, PeerRun] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Latencies:
    """Both latencies at ten a second; that of accepting is also given from the moment of sending."""

    accepting: Latency
    from_sending: Latency
    offering: Latency


async def measure_all(asked: argparse.Namespace, say: Say) -> tuple[list[Round], Latencies]:
    """Run every round on one pair of engines; whoever is not measured does not run."""
    python = prepared_python()
    with running_engines() as engines:
        desk, environment = prepared_desk(engines)
        place = await prepare(engines)
        log = engines.engines.home / "peers.log"
        rounds: list[Round] = []
        latencies: Latencies | None = None
        for number in range(1, asked.rounds + 1):
            last = number == asked.rounds
            one, latencies = await _desk(engines, desk, environment, asked, number, with_latency=last)
            say(f"round {number}: desk {one.desk.per_second:.0f}/s, bare {one.bare.per_second:.0f}/s")
            for peer in peers(python):
                one.peers[peer.name] = run = await measure_peer(engines, peer, place, log)
                say(f"round {number}: {run.name} {run.per_second:.0f}/s")
            rounds.append(one)
    if latencies is None:
        raise ValueError("at least one round")
    return rounds, latencies


async def _desk(
    engines: BenchEngines,
    desk: Desk,
    environment: Mapping[str, str],
    asked: argparse.Namespace,
    number: int,
    *,
    with_latency: bool,
) -> tuple[Round, Latencies | None]:
    with running_desk(engines, desk, environment) as town:
        connection = await asyncpg.connect(town.database)
        outcome, base = Outcome(connection), number * 10**6
        rate = await warm_up(town, outcome, WARM_UP, mail_share=asked.mails, numbered_from=base)
        count = max(min(asked.proposals, FEWEST), min(asked.proposals, int(rate * LONGEST_RUN_SECONDS)))
        everything = letters(count, port=town.web, mail_share=asked.mails, numbered_from=base + 10**5)
        whole = await measure_desk(town, outcome, everything)
        latencies = await _latencies(town, connection, outcome) if with_latency else None
        async with without_suggestions(connection, environment["DESK_AMQP_URL"]):
            posts = letters(count, port=town.web, mail_share=0.0, numbered_from=base + 2 * 10**5)
            bare = await measure_desk(town, outcome, posts, with_suggestions=False)
        await connection.close()
    return Round(desk=whole, bare=bare), latencies


async def _latencies(town: BenchTown, connection: asyncpg.Connection, outcome: Outcome) -> Latencies:
    accepting, from_sending = await measure_accepting(town, outcome, LATENCY_SECONDS * 10)
    offering = await measure_offering(town, connection, outcome, OFFERS)
    return Latencies(accepting=accepting, from_sending=from_sending, offering=offering)
