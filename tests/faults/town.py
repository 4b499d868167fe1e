"""A desk of its own to be hurt: private engines behind bad networks, its own ports, everything below one folder."""

import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url

from deploy.local.engines import Engines, Urls
from deploy.local.places import engines_can_enter
from deploy.local.ports import is_free
from deploy.local.processes import end, marked, until
from deploy.local.settings import kept_secrets
from shared.supervisor import PartStatus, State, read_status
from tests.shared.messaging.proxy import Proxy, proxy_to

READY_S: Final = 60.0
CHECKOUT: Final = Path(__file__).resolve().parents[2]
# Short, so that a run of minutes sees what an installation sees in hours; every one is an ordinary setting.
HURRIED: Final = {
    "DESK_NOTIFY_ACKNOWLEDGEMENTS_PER_HOUR": "1000000",
    "DESK_NOTIFY_MAILS_PER_SECOND": "200",
    "DESK_NOTIFY_SMTP_TIMEOUT_SECONDS": "5",
    "DESK_NOTIFY_SMTP_ANSWER_TIMEOUT_SECONDS": "5",
    "DESK_NOTIFY_MAIL_STALE_AFTER_SECONDS": "15",
    # So many deaths in minutes would leave every process waiting for its restart most of the time.
    "DESK_RESTART_WAIT_SECONDS": "1",
    "DESK_RECONCILE_AFTER_SECONDS": "8",
    "DESK_RECONCILE_REPEAT_SECONDS": "20",
}


@dataclass(slots=True, kw_only=True)
class Town:
    """The desk, its engines, and the bad networks between them."""

    home: Path
    engines: Engines
    urls: Urls
    database_network: Proxy
    broker_network: Proxy
    environment: Mapping[str, str]
    starts: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def mark(self) -> str:
        """The word in the environment of all processes of this town."""
        return f"RENKEI_DESK_FAULTS={self.home}"

    @property
    def failpoints(self) -> Path:
        return self.home / "failpoints"

    @property
    def sink_record(self) -> Path:
        return self.home / "sink.jsonl"

    @property
    def sink_mood(self) -> Path:
        return self.home / "mood"

    @property
    def direct(self) -> dict[str, str]:
        """The environment of verbs and helpers: the same desk, by the good network."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
        return {
            **own,
            **self.environment,
            "DESK_DATABASE_URL": self.urls.database_url,
            "DESK_AMQP_URL": self.urls.amqp_url,
        }

    def start(self) -> None:
        """Start `desk run`."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
        name, _, value = self.mark.partition("=")
        with (self.home / "town.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "shared.cli", "run"],
                cwd=CHECKOUT,
                env={**own, **self.environment, name: value},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.starts += 1

    def stop(self, *, seconds: float = 30) -> None:
        """End the desk, for *seconds* the clean way."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM if seconds else signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds + 1)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process = None
        self.end_leftovers()

    def end_leftovers(self) -> None:
        """Kill parts whose supervisor is gone."""
        for pid in marked(self.mark):
            end(pid, self.mark, signal.SIGKILL, seconds=0)
        until(lambda: not marked(self.mark), seconds=5)

    def parts(self) -> list[PartStatus]:
        """Return the processes as their supervisor sees them."""
        return read_status(self.home / "run" / "status.json")

    def is_ready(self) -> bool:
        """Tell whether every process is ready."""
        parts = self.parts()
        return bool(parts) and all(part.state is State.READY for part in parts)

    def verb(self, *words: str, seconds: float = 60) -> Any:
        """Run a verb with --json and return what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "shared.cli", *words, "--json"],
            cwd=CHECKOUT,
            env=self.direct,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"desk {' '.join(words)}: {done.stderr.strip()[-500:]}")
        return json.loads(done.stdout)

    def helper(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        """Start a module of the faults beside the desk, in a process of its own."""
        with (self.home / "helpers.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"tests.faults.{module}", *words],
                cwd=CHECKOUT,
                env={**self.direct, "PYTHONPATH": str(CHECKOUT)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


@asynccontextmanager
async def town_in(home: Path) -> AsyncIterator[Town]:
    """Give a prepared town that is not running yet; at the end nothing of it runs any more."""
    engines = await asyncio.to_thread(_engines_in, home)
    try:
        urls = await asyncio.to_thread(engines.start)
        async with (
            proxy_to("127.0.0.1", make_url(urls.database_url).port or 0) as database_network,
            proxy_to("127.0.0.1", make_url(urls.amqp_url).port or 0) as broker_network,
        ):
            town = Town(
                home=home,
                engines=engines,
                urls=urls,
                database_network=database_network,
                broker_network=broker_network,
                environment=_environment(home, urls, (database_network.port, broker_network.port)),
            )
            try:
                await asyncio.to_thread(town.verb, "sample", "prepare", "--setup")
                yield town
            finally:
                await asyncio.to_thread(town.stop, seconds=0)
    finally:
        await asyncio.to_thread(_remove, engines, home)


def _engines_in(home: Path) -> Engines:
    """Describe engines below *home*, or in a folder of their own where their users cannot enter it."""
    (home / "failpoints").mkdir(parents=True)
    home.chmod(0o755)
    return Engines.for_tests(home / "engines" if engines_can_enter(home) else None)


def _remove(engines: Engines, home: Path) -> None:
    """End and delete the engines; what the broker wrote of itself stays beside the desk's logs."""
    engines.stop(broker_seconds=0)
    with contextlib.suppress(OSError):
        shutil.copytree(engines.rabbitmq.home / "log", home / "log" / "rabbitmq", dirs_exist_ok=True)
    engines.remove()


def _environment(home: Path, urls: Urls, ports: tuple[int, int]) -> dict[str, str]:
    web, lmtp, sink, health = _ports_of_the_desk()
    return {
        "DESK_DATABASE_URL": _through(urls.database_url, ports[0]),
        "DESK_AMQP_URL": _through(urls.amqp_url, ports[1]),
        "DESK_MANAGEMENT_URL": urls.management_url or "",
        "DESK_HOME": str(home),
        "DESK_WEB_PORT": str(web),
        "DESK_WEB_URL": f"http://127.0.0.1:{web}",
        "DESK_LMTP_PORT": str(lmtp),
        "DESK_HEALTH_PORT": str(health),
        "DESK_NOTIFY_SMTP_HOST": "127.0.0.1",
        "DESK_NOTIFY_SMTP_PORT": str(sink),
        "DESK_AS_USER": "kanri",
        "DESK_FAILPOINTS": str(home / "failpoints"),
        **HURRIED,
        **kept_secrets(home),
    }


def _through(url: str, port: int) -> str:
    return make_url(url).set(port=port).render_as_string(hide_password=False)


def _ports_of_the_desk(needed: int = 10) -> Sequence[int]:
    """Return ports for web, mail, the sink and the first health door, behind which the others' follow."""
    for first in random.sample(range(12000, 20000, needed), k=800):
        if all(is_free(first + number) for number in range(needed)):
            return range(first, first + 4)
    raise LookupError("no free ports")


def processes_of(session: int) -> list[int]:
    """Return the helpers of a part: the other processes of its session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != session:
            with contextlib.suppress(OSError):
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(after_name[3]) == session:
                    found.append(int(entry.name))
    return found
