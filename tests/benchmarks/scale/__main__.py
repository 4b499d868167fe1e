"""`make bench-scale`: fill databases of growing size, open what people open, and say how it grows.

With `--only register` the public register alone, with as many publications.
"""

import argparse
import asyncio
import json
import math
import os
import platform
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.local.engines import Engines
from services.routing.storage.work import work_on
from shared.database.engine import async_url, make_engine
from shared.database.roles import SERVICES
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.scheme.in_force import SchemesInForce
from shared.scheme.load import load_scheme
from shared.service import services
from shared.settings import PROJECT, ServiceSettings
from shared.setup.database import set_up_database
from shared.setup.settings import read_setup_settings
from tests.benchmarks.scale.fill import fill
from tests.benchmarks.scale.measure import Timed, commands, inbox, keys, lists
from tests.benchmarks.scale.register import register

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
WARM, WORKED = 5, 65
ROUNDS = 8
# Milliseconds of the slowest of a hundred, by the first word of what is measured.
GOALS = {"command": 30.0, "list": 50.0, "inbox": 30.0}
REGISTER_GOAL, REGISTER_ROUNDS = 50.0, 60
_EMPTIED = (
    "TRUNCATE routing.desk_case, routing.keeper, routing.document, routing.event_log, routing.outbox,"
    " notify.notification, notify.case_access CASCADE"
)


def percentile(times: list[float], share: float) -> float:
    """Return the time that *share* of all stay within."""
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def prepared() -> Engines:
    """Start engines of our own, as durable as an installation's, and set the database up."""
    engines = Engines.for_tests(durable=True)
    urls = engines.start()
    os.environ |= {"DESK_DATABASE_URL": urls.database_url, "DESK_AMQP_URL": urls.amqp_url, "DESK_MASTER_KEY": KEY}
    os.environ |= {"DESK_MANAGEMENT_URL": urls.management_url or ""}
    os.environ |= {"DESK_LINK_SECRET": "link-of-the-bench", "DESK_SESSION_SECRET": "session-of-the-bench"}
    for service in SERVICES:
        os.environ |= {f"DESK_{service.upper()}_{part}_PASSWORD": "bench" for part in ("WORKER", "WEB", "AMQP")}
    asyncio.run(set_up_database(read_setup_settings(os.environ), services()))
    return engines


async def measured(admin: AsyncEngine, cases: int) -> dict[str, Any]:
    """Fill the database with *cases* cases and return the times of all that is opened and done, in milliseconds."""
    async with admin.begin() as connection:
        await connection.execute(text(_EMPTIED))
        await connection.execute(text("DELETE FROM routing.department"))
    started = perf_counter()
    await fill(admin, cases, WORKED)
    filled = perf_counter() - started
    async with admin.connect() as connection:
        size = await connection.scalar(text("SELECT pg_database_size(current_database())"))
    scheme = load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")
    keyring, known = Keyring(KEY), SchemesInForce({scheme.desk_id: scheme})
    settings = ServiceSettings("routing")
    engines = [make_engine(url, name="bench", size=2) for url in (settings.worker_url, settings.web_url)]
    engines.append(make_engine(ServiceSettings("notify").web_url, name="bench", size=2))
    worker, web = (Transactions(one, lambda connection: work_on(connection, keyring, known)) for one in engines[:2])
    numbers = range(cases - WORKED + 1, cases + 1)
    await keys(worker, numbers)
    # The first few warm connections, caches and prepared statements.
    await commands(web, scheme, numbers[:WARM])
    await lists(web, 1)
    taken: Timed = await commands(web, scheme, numbers[WARM:])
    taken |= await lists(web, ROUNDS)
    taken |= await inbox(engines[2], 10 * ROUNDS)
    for engine in engines:
        await engine.dispose()
    return {"cases": cases, "filled_s": round(filled, 1), "database_mb": round(int(size or 0) / 1e6), "ms": told(taken)}


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


def say(found: Mapping[str, Any]) -> None:
    """Write down what was found so far."""
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.flush()


async def run(sizes: list[int]) -> list[dict[str, Any]]:
    """Measure each size."""
    admin = create_async_engine(async_url(os.environ["DESK_DATABASE_URL"]))
    found = []
    for size in sizes:
        found.append(await measured(admin, size))
        say(found[-1])
    await admin.dispose()
    return found


async def run_register(publications: int) -> int:
    """Measure the public register, and fail where a page of a hundred is slower than its goal."""
    admin = create_async_engine(async_url(os.environ["DESK_DATABASE_URL"]))
    taken, a_second = await register(admin, publications, REGISTER_ROUNDS)
    await admin.dispose()
    ms = told(taken)
    say({"publications": publications, "ms": ms, "drawn_a_second": round(a_second, 1)})
    return 1 if ms["register (all)"]["p99"] > REGISTER_GOAL else 0


def main() -> int:
    """Measure, write .local/bench-scale.json, and fail where the largest misses a goal."""
    parser = argparse.ArgumentParser(prog="make bench-scale")
    parser.add_argument("--cases", type=int, nargs="+")
    parser.add_argument("--only", choices=["register"])
    asked = parser.parse_args()
    sizes = sorted(asked.cases or ([100_000] if asked.only else [10_000, 100_000, 1_000_000]))
    engines = prepared()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        if asked.only:
            return asyncio.run(run_register(sizes[-1]))
        found = asyncio.run(run(sizes))
    finally:
        engines.remove()
    result = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}",
        "sizes": found,
        "exponents": exponents(found[0], found[-1]) if len(found) > 1 else {},
    }
    out = Path(PROJECT) / ".local" / "bench-scale.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    missed = {name: ms for kind, ms in GOALS.items() if found[-1]["ms"][name := f"{kind} (all)"]["p99"] > ms}
    say({"exponents": result["exponents"], "missed": missed})
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
