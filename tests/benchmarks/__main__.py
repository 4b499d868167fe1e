"""`make bench`: how fast the desk is beside what others reach on the same machine in the same minutes."""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

import asyncpg
import uvloop

from deploy.local.trouble import Trouble, told
from tests.benchmarks import samples, statements
from tests.benchmarks.desk_run import IDLE_SECONDS, measure_desk, warm_up
from tests.benchmarks.letters import MAIL_SHARE, letters
from tests.benchmarks.outcome import NotDone, Outcome
from tests.benchmarks.report import goals_as_text, run_as_data, run_as_text, summary
from tests.benchmarks.rounds import WARM_UP, measure_all
from tests.benchmarks.sending import NotTaken
from tests.benchmarks.town import CHECKOUT, prepared_desk, running_desk, running_engines

PROPOSALS, ROUNDS = 2000, 3


def main(words: list[str]) -> int:
    """Measure what was asked for and write it down."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=["desk"], help="measure only this, mainly its processor time")
    parser.add_argument("--proposals", type=int, default=PROPOSALS, metavar="N", help="for one run of the desk")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N")
    parser.add_argument("--mails", type=float, default=MAIL_SHARE, metavar="SHARE", help="share of mails, 0 to 1")
    parser.add_argument("--statements", action="store_true", help="count statements in PostgreSQL (with --only desk)")
    parser.add_argument("--profile", action="store_true", help="sample the processes (with --only desk)")
    asked = parser.parse_args(words)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_desk_alone(asked) if asked.only else _everything(asked))
    except (NotDone, NotTaken) as error:
        raise Trouble(f"The benchmark failed: {error}") from error
    except ExceptionGroup as errors:
        raise Trouble(f"The benchmark failed: {errors.exceptions[0]!r}") from errors
    return 0


async def _everything(asked: argparse.Namespace) -> None:
    rounds, latencies = await measure_all(asked, _say)
    said = summary(rounds, latencies)
    _say(run_as_text(rounds[-1].desk))
    _say(json.dumps({name: value for name, value in said.items() if name != "rounds"}, indent=1))
    _say(goals_as_text(said))
    _keep("bench.json", said)


async def _desk_alone(asked: argparse.Namespace) -> None:
    with running_engines(statements=asked.statements) as engines:
        desk, environment = prepared_desk(engines)
        folder = engines.engines.home / "samples"
        if asked.profile:
            environment = samples.sampled(environment, folder)
        parts: dict[int, str] = {}
        with running_desk(engines, desk, environment) as town:
            connection = await asyncpg.connect(town.database)
            outcome = Outcome(connection)
            await warm_up(town, outcome, min(WARM_UP, asked.proposals), mail_share=asked.mails, numbered_from=10**6)
            if asked.statements:
                await statements.begin_counting(connection)
            if asked.profile:
                parts = samples.forget(town)
            some = letters(asked.proposals, port=town.web, mail_share=asked.mails)
            run = await measure_desk(town, outcome, some, idle_seconds=IDLE_SECONDS)
            if asked.statements:
                _say(statements.as_text(await statements.counted(connection), asked.proposals))
            await connection.close()
        if asked.profile:
            _say(samples.as_text(folder, parts, asked.proposals))
    _say(run_as_text(run))
    _keep("bench-desk.json", run_as_data(run))


def _keep(name: str, said: Mapping[str, Any]) -> None:
    file = CHECKOUT / ".local" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:])))
