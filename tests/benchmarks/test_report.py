from typing import Any

from tests.benchmarks.comparators.common import Timed
from tests.benchmarks.desk_run import DeskRun
from tests.benchmarks.latency import Latency
from tests.benchmarks.machine import Memory
from tests.benchmarks.peers import PeerRun
from tests.benchmarks.report import PEERS, goals, summary
from tests.benchmarks.rounds import Latencies, Round


def desk(per_second: float) -> DeskRun:
    return DeskRun(
        proposals=100,
        seconds=100 / per_second,
        accept_seconds=1.0,
        cpu_ms={"web": 200.0, "sink": 50.0, "load generator": 70.0},
        idle_cpu_ms_per_s={},
        memory={"web": Memory(rss_mb=121.0, pss_mb=90.0)},
        share_of_others=0.0,
    )


def a_round(per_second: float, peers_per_second: float) -> Round:
    timed = Timed(proposals=100, seconds=100 / peers_per_second, accept_seconds=1.0)
    return Round(
        desk=desk(per_second),
        bare=desk(per_second * 2),
        peers={name: PeerRun(name=name, timed=timed, cpu_ms_per_proposal=4.0) for name in PEERS},
    )


def said(*rounds: Round) -> dict[str, Any]:
    one = Latency(p50=10.0, p99=20.0, count=300)
    return summary(rounds, Latencies(accepting=one, from_sending=one, offering=one))


def test_a_ratio_is_the_median_of_those_inside_the_rounds() -> None:
    found = said(a_round(100, 100), a_round(50, 100), a_round(10, 5))

    assert (found["throughput_per_s"], found["ratio_celery"]) == (50.0, 1.0)
    assert found["ratio_bare_hand_batch"] == 2.0


def test_neither_sink_nor_load_generator_is_part_of_the_total() -> None:
    found = said(a_round(100, 100))

    assert found["cpu_ms_per_proposal"] == {"web": 2.0, "sink": 0.5, "load generator": 0.7, "total": 2.0}


def test_a_goal_that_is_missed_says_so() -> None:
    missed = [goal.name for goal in goals(said(a_round(60, 100))) if not goal.reached]

    assert missed == [
        "ratio_celery",
        "ratio_hand_single",
        "ratio_dramatiq (beyond)",
        "memory_mb of the largest service process",
    ]
