"""A whole desk, started by its own command, on a database and a virtual host of its own."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared.supervisor import PartStatus, State, read_status
from tests.desk_verbs import run_verb, verb_says

READY_SECONDS = 60


def _free_ports(count: int) -> list[int]:
    """Return ports in a row that nobody listens on, below those the system gives to outgoing connections."""
    # Two towns that are built at one time must not look at the same ports.
    beginning = 21000 + 1500 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for first in range(beginning, beginning + 1500, 20):
        held: list[socket.socket] = []
        try:
            held.extend(socket.create_server(("127.0.0.1", number)) for number in range(first, first + count))
        except OSError:
            continue
        else:
            return [one.getsockname()[1] for one in held]
        finally:
            for one in held:
                one.close()
    raise LookupError("no free ports")


@dataclass(frozen=True, slots=True)
class Town:
    """A running desk and how to talk to it."""

    environment: Mapping[str, str]
    home: Path

    @property
    def web(self) -> str:
        """The address of the pages."""
        return self.environment["DESK_WEB_URL"]

    @property
    def lmtp(self) -> tuple[str, int]:
        """The mail door."""
        return "127.0.0.1", int(self.environment["DESK_LMTP_PORT"])

    def account(self, user: str) -> dict[str, Any]:
        """The card of one sample account."""
        cards = json.loads((self.home / "accounts.json").read_text(encoding="utf-8"))
        found: dict[str, Any] = next(card for card in cards if card["user"] == user)
        return found

    def desk(self, *words: str) -> Any:
        """Run a verb with --json and return what it says."""
        return verb_says(self.environment, *words)

    def eventually(self, look: Callable[[], Any], *, seconds: float = 30) -> Any:
        """Return the first true answer of *look*, or fail with the last one."""
        until = time.monotonic() + seconds
        while True:
            found = look()
            if found:
                return found
            assert time.monotonic() < until, f"not within {seconds} s: {found!r}"
            _pause()

    def parts(self) -> list[PartStatus]:
        """The processes as their supervisor sees them."""
        return read_status(self.home / "run" / "status.json")

    def kill(self, name: str) -> None:
        """Kill one process, with all its helpers, the hard way; its supervisor starts another."""
        now = next(part for part in self.parts() if part.name == name)
        if now.pid is not None:
            os.killpg(now.pid, signal.SIGKILL)


def _pause() -> None:
    """Give the other processes the processor between two looks."""
    signal.sigtimedwait([], 0.1)


@pytest.fixture(scope="session")
def town(environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Run `desk run` as an installation does, with the sample prefecture and without any proposal."""
    home = tmp_path_factory.mktemp("town")
    ports = _free_ports(12)
    values = {
        **environment,
        **_own_place(environment),
        "DESK_HOME": str(home),
        "DESK_WEB_PORT": str(ports[0]),
        "DESK_WEB_URL": f"http://127.0.0.1:{ports[0]}",
        "DESK_LMTP_PORT": str(ports[1]),
        "DESK_MAIL_SINK_PORT": str(ports[2]),
        "DESK_HEALTH_PORT": str(ports[3]),
        "DESK_NOTIFY_SMTP_HOST": "127.0.0.1",
        "DESK_NOTIFY_SMTP_PORT": str(ports[2]),
        # The mail server of a test takes as many as come; nobody waits for the pace of a real one.
        "DESK_NOTIFY_MAILS_PER_SECOND": "500",
        "DESK_INTAKE_AUTHSERV_ID": "mx.miono.example.jp",
        "DESK_INTAKE_GATEWAY_SECRETS": json.dumps({"kintone": "a-secret-of-the-gateway"}),
        "DESK_AS_USER": "kanri",
    }
    town = Town(values, home)
    _run(values, "setup")
    _run(values, "sample", "prepare")
    with (home / "town.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "shared.cli", "run", "--with", "deploy.local.mail_sink"],
            env={**os.environ, **values},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            town.eventually(lambda: _ready(town.parts()), seconds=READY_SECONDS)
            yield town
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=40)


def _ready(parts: Sequence[PartStatus]) -> bool:
    return bool(parts) and all(part.state is State.READY for part in parts)


def _run(values: Mapping[str, str], *words: str) -> None:
    done = run_verb(values, *words)
    assert done.returncode == 0, done.stderr


def _own_place(environment: Mapping[str, str]) -> dict[str, str]:
    """Make a database and a virtual host that no other test looks at."""
    database = make_url(environment["DESK_DATABASE_URL"])
    amqp, management = make_url(environment["DESK_AMQP_URL"]), make_url(environment["DESK_MANAGEMENT_URL"])
    answer = httpx2.put(
        f"{management.set(username=None, password=None)}/api/vhosts/town",
        auth=(management.username or "", management.password or ""),
    )
    assert answer.is_success
    asyncio.run(_create_database(database))
    return {
        "DESK_DATABASE_URL": database.set(database="town").render_as_string(hide_password=False),
        "DESK_AMQP_URL": amqp.set(database="town").render_as_string(hide_password=False),
    }


async def _create_database(url: URL) -> None:
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.execute(
            text("CREATE DATABASE town ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C.UTF-8' TEMPLATE template0")
        )
    await engine.dispose()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium, headless."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def careful(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """Open a window without JavaScript, as it stands in the most careful office."""
    context = await chromium.new_context(java_script_enabled=False, locale="ja-JP", timezone_id="Asia/Tokyo")
    yield context
    await context.close()


@pytest.fixture
async def window(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A careful window."""
    async with careful(chromium) as context:
        yield context


@pytest.fixture
async def other_window(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A careful window on another desk, with cookies of its own."""
    async with careful(chromium) as context:
        yield context
