"""`make bench`: how fast the desk is beside what others reach on the same machine in the same minutes."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

import asyncpg
import uvloop

from deploy.local.trouble import Trouble, told
from tests.benchmarks import statements
from tests.benchmarks.desk_run import IDLE_SECONDS, DeskRun, measure_desk, warm_up
from tests.benchmarks.letters import MAIL_SHARE, letters
from tests.benchmarks.outcome import NotDone, Outcome
from tests.benchmarks.sending import NotTaken
from tests.benchmarks.town import CHECKOUT, prepared_desk, running_desk, running_engines

WARM_UP = 200


def main(words: list[str]) -> int:
    """Measure what was asked for and write it down."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=["desk"], help="measure only this, mainly its processor time")
    parser.add_argument("--proposals", type=int, default=2000, metavar="N")
    parser.add_argument("--mails", type=float, default=MAIL_SHARE, metavar="SHARE", help="share of mails, 0 to 1")
    parser.add_argument("--statements", action="store_true", help="count statements in PostgreSQL (with --only desk)")
    asked = parser.parse_args(words)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_desk_alone(asked))
    except (NotDone, NotTaken) as error:
        raise Trouble(f"The benchmark failed: {error}") from error


async def _desk_alone(asked: argparse.Namespace) -> int:
    with running_engines(statements=asked.statements) as engines:
        desk, environment = prepared_desk(engines)
        with running_desk(engines, desk, environment) as town:
            connection = await asyncpg.connect(town.database)
            outcome = Outcome(connection)
            await warm_up(town, outcome, min(WARM_UP, asked.proposals), mail_share=asked.mails, numbered_from=10**6)
            if asked.statements:
                await statements.begin_counting(connection)
            some = letters(asked.proposals, port=town.web, mail_share=asked.mails)
            run = await measure_desk(town, outcome, some, idle_seconds=IDLE_SECONDS)
            if asked.statements:
                _say(statements.as_text(await statements.counted(connection), asked.proposals))
            await connection.close()
    _say(_as_text(run))
    file = CHECKOUT / ".local" / "bench-desk.json"
    _keep(file, run)
    return 0


def _as_text(run: DeskRun) -> str:
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
        " doors (means something only while nothing else runs)"
    )
    return "\n".join(lines)


def _keep(file: Path, run: DeskRun) -> None:
    said = {
        "proposals": run.proposals,
        "throughput_per_s": round(run.per_second, 1),
        "accepted_per_s": round(run.accepted_per_second, 1),
        "cpu_ms_per_proposal": run.cpu_ms_per_proposal,
        "idle_cpu_ms_per_s": dict(run.idle_cpu_ms_per_s),
        "memory_mb": {name: {"rss": one.rss_mb, "pss": one.pss_mb} for name, one in run.memory.items()},
    }
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:])))
