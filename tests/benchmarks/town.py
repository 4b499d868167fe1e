"""A desk for measuring: `desk run` with all its processes and durable engines of its own, apart from any other."""

import json
import os
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.desk import Desk
from deploy.local.engines import Engines, Urls
from deploy.local.ports import DESK_DEFAULTS, Port, is_free
from deploy.local.postgres import last_line
from deploy.local.settings import desk_environment

CHECKOUT = Path(__file__).resolve().parents[2]
READY_SECONDS = 90.0
SINK = "tests.benchmarks.sink"
_PORTS = 8
# The brake on automatic answers counts what was sent within the hour; here it never bites.
_NO_BRAKE = {
    "DESK_NOTIFY_ACKNOWLEDGEMENTS_PER_HOUR": "100000000",
    "DESK_NOTIFY_ACKNOWLEDGEMENTS_PER_ADDRESS_AND_DAY": "100000000",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchEngines:
    """Running engines and where they answer."""

    engines: Engines
    urls: Urls

    @property
    def roots(self) -> dict[str, int]:
        """The first process of each engine."""
        found = {"postgresql": self.engines.postgres.running_pid(), "rabbitmq": self.engines.rabbitmq.running_pid()}
        return {name: pid for name, pid in found.items() if pid is not None}


@contextmanager
def running_engines(*, statements: bool = False) -> Iterator[BenchEngines]:
    """Start a PostgreSQL and a RabbitMQ that write as safely as an installation's, and delete them afterwards.

    With *statements* PostgreSQL counts what each statement costs, which costs a little itself.
    """
    engines = Engines.for_tests(durable=True)
    try:
        urls = engines.start()
        _configure(engines, urls, statements=statements)
        yield BenchEngines(engines=engines, urls=urls)
    finally:
        engines.remove()


def _configure(engines: Engines, urls: Urls, *, statements: bool) -> None:
    """Let PostgreSQL remember when each transaction was committed: latencies end there, not at the insert."""
    wanted = {"track_commit_timestamp": "on"}
    if statements:
        wanted["shared_preload_libraries"] = "pg_stat_statements"
    file = engines.postgres.data / "postgresql.auto.conf"
    account = engines.postgres.account
    account.write(file, "".join(f"{name} = '{value}'\n" for name, value in wanted.items()))
    engines.postgres.stop()
    engines.postgres.start()


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchTown:
    """A running desk."""

    desk: Desk
    environment: Mapping[str, str]
    engines: BenchEngines

    @property
    def lmtp(self) -> int:
        """The port of the mail door."""
        return int(self.environment["DESK_LMTP_PORT"])

    @property
    def web(self) -> int:
        """The port of the pages."""
        return int(self.environment["DESK_WEB_PORT"])

    @property
    def database(self) -> str:
        """The address of the database, as its owner."""
        return self.environment["DESK_DATABASE_URL"]

    @property
    def roots(self) -> dict[str, int]:
        """The first process of every part, of the supervisor and of the engines, by name."""
        parts = {part.name: part.pid for part in self.desk.parts() if part.pid is not None}
        supervisor = self.desk.running_pid()
        return {**({"supervisor": supervisor} if supervisor else {}), **parts, **self.engines.roots}

    def password(self, user: str) -> str:
        """Return the password of a sample account."""
        cards: list[dict[str, Any]] = json.loads((self.desk.local / "accounts.json").read_text(encoding="utf-8"))
        return next(str(card["password"]) for card in cards if card["user"] == user)

    def died(self) -> list[str]:
        """Name the parts the supervisor had to start again, with their last words: nothing was measured then."""
        return [
            f"{part.name}: {last_line((self.desk.local / 'log' / f'{part.name}.log').read_text(encoding='utf-8'))}"
            for part in self.desk.parts()
            if part.restarts
        ]


def prepared_desk(engines: BenchEngines) -> tuple[Desk, Mapping[str, str]]:
    """Set up the sample prefecture on *engines* and return its desk, not yet started, with its environment."""
    home = engines.engines.home / "desk"
    home.mkdir(parents=True, exist_ok=True)
    desk = Desk(checkout=CHECKOUT, home=home, beside=(SINK,))
    environment = {
        **desk_environment(home, engines.urls, _ports()),
        **_NO_BRAKE,
        "DESK_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")])),
    }
    desk.verb(environment, "sample", "prepare", "--setup", "--json")
    return desk, environment


@contextmanager
def running_desk(engines: BenchEngines, desk: Desk, environment: Mapping[str, str]) -> Iterator[BenchTown]:
    """Run the desk while the block runs."""
    desk.start(environment)
    try:
        desk.wait_until_ready(seconds=READY_SECONDS)
        yield BenchTown(desk=desk, environment=environment, engines=engines)
    finally:
        desk.stop()


def _ports() -> dict[str, Port]:
    """Choose free ports in a row: the workers' health doors count up from the last one."""
    candidates = random.sample(range(20000, 31900), k=1000)
    first = next(one for one in candidates if all(is_free(one + more) for more in range(_PORTS)))
    return {
        key: Port(number=first + place, what=what, variable=variable)
        for place, (key, (_, what, variable)) in enumerate(DESK_DEFAULTS.items())
    }
