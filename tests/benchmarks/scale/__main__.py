"""`make bench-scale`: fill databases of growing size, open what people open, and say how it grows.

First the public register, then the cases; with `--only` one of them. What was measured is in .local/bench-scale.json
from part to part.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, TypeVar

import uvloop
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
from shared.scheme.model import DeskScheme
from shared.service import services
from shared.settings import PROJECT, ServiceSettings
from shared.setup.database import set_up_database
from shared.setup.settings import read_setup_settings
from tests.benchmarks.report import machine
from tests.benchmarks.scale.fill import fill
from tests.benchmarks.scale.measure import Timed, commands, inbox, keys, lists
from tests.benchmarks.scale.register import register
from tests.benchmarks.scale.told import exponents, keep, missed, say, told, watched
from tests.benchmarks.town import BenchEngines

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
WARM, WORKED = 5, 65
ROUNDS = 8
SIZES, PUBLICATIONS = (10_000, 100_000, 1_000_000), 100_000
REGISTER_ROUNDS = 60
_EMPTIED = (
    "TRUNCATE routing.desk_case, routing.keeper, routing.document, routing.event_log, routing.outbox,"
    " notify.notification, notify.case_access CASCADE"
)
T = TypeVar("T")


def prepared() -> BenchEngines:
    """Start engines of our own, as durable as an installation's, and set the database up."""
    engines = Engines.for_tests(durable=True)
    urls = engines.start()
    os.environ |= {"DESK_DATABASE_URL": urls.database_url, "DESK_AMQP_URL": urls.amqp_url, "DESK_MASTER_KEY": KEY}
    os.environ |= {"DESK_MANAGEMENT_URL": urls.management_url or ""}
    os.environ |= {"DESK_LINK_SECRET": "link-of-the-bench", "DESK_SESSION_SECRET": "session-of-the-bench"}
    for service in SERVICES:
        os.environ |= {f"DESK_{service.upper()}_{part}_PASSWORD": "bench" for part in ("WORKER", "WEB", "AMQP")}
    asyncio.run(set_up_database(read_setup_settings(os.environ), services()))
    return BenchEngines(engines=engines, urls=urls)


async def cases_measured(admin: AsyncEngine, cases: int, roots: Mapping[str, int]) -> dict[str, Any]:
    """Fill the database with *cases* cases and return the times of all that is opened and done, in milliseconds."""
    async with admin.begin() as connection:
        await connection.execute(text(_EMPTIED))
        await connection.execute(text("DELETE FROM routing.department"))
    started = perf_counter()
    scheme = load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")
    filled = await fill(admin, cases, WORKED, scheme.version)
    found: dict[str, Any] = {"cases": cases, "filled_s": round(perf_counter() - started, 1), "filled_each_s": filled}
    async with admin.connect() as connection:
        size = await connection.scalar(text("SELECT pg_database_size(current_database())"))
    watch = watched(roots)
    ms = told(await _opened_and_done(cases, scheme))
    return {
        **found,
        "database_mb": round(int(size or 0) / 1e6),
        "measured_s": round(perf_counter() - watch.began, 1),
        "share_of_others": watch.share_of_others(),
        "ms": ms,
    }


async def _opened_and_done(cases: int, scheme: DeskScheme) -> Timed:
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
    return taken


async def register_measured(admin: AsyncEngine, publications: int, roots: Mapping[str, int]) -> dict[str, Any]:
    """Fill the public register and return the times of its pages and feeds, in milliseconds."""
    watch = watched(roots)
    taken, a_second = await register(admin, publications, REGISTER_ROUNDS)
    return {
        "publications": publications,
        "share_of_others": watch.share_of_others(),
        "drawn_a_second": round(a_second, 1),
        "ms": told(taken),
    }


async def measure(asked: argparse.Namespace, roots: Mapping[str, int]) -> dict[str, Any]:
    """Measure what was asked for, and write it down from part to part."""
    admin = create_async_engine(async_url(os.environ["DESK_DATABASE_URL"]))
    found: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="minutes"), "machine": machine()}
    missing: dict[str, str] = {}
    if asked.only != "cases":
        publications = max(asked.cases) if asked.cases and asked.only else PUBLICATIONS
        found["register"] = await register_measured(admin, publications, roots)
        missing |= _shown(found, found["register"])
    sizes = [] if asked.only == "register" else sorted(asked.cases or SIZES)
    for size in sizes:
        found.setdefault("sizes", []).append(await cases_measured(admin, size, roots))
        of_cases = _shown(found, found["sizes"][-1])
        # Only the largest has to keep the goals: the smaller ones are there to show the growth.
        missing |= of_cases if size == sizes[-1] else {}
    if len(sizes) > 1:
        found["exponents"] = exponents(found["sizes"][0], found["sizes"][-1])
    await admin.dispose()
    return found | {"missed": missing}


def _shown(found: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, str]:
    say(part)
    keep(found)
    return missed(part["ms"])


def _run(main: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


def main() -> int:
    """Measure, write .local/bench-scale.json, and fail where a goal is missed."""
    parser = argparse.ArgumentParser(prog="make bench-scale")
    parser.add_argument("--cases", type=int, nargs="+", help="how many; with --only register, how many publications")
    parser.add_argument("--only", choices=["register", "cases"])
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    engines = prepared()
    try:
        found = _run(measure(asked, {"bench": os.getpid(), **engines.roots}))
    finally:
        engines.engines.remove()
    keep(found)
    say({name: found[name] for name in ("at", "machine", "exponents", "missed") if name in found})
    return 1 if found["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
