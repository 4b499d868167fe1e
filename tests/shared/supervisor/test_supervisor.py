import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.local.processes import until
from shared.supervisor import Backoff, Part, PartStatus, State, Supervisor
from tests.ports import free_port

PROJECT = Path(__file__).parents[3]
WAIT_FOR_EVER = "import signal; signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
POLITE = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: (print('goodbye', flush=True), sys.exit(0))); "
SERVE = """
import http.server, sys
class Ok(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", {port}), Ok).serve_forever()
"""
SUPERVISE = """
import asyncio, sys
from pathlib import Path
from shared.supervisor import Part, Supervisor
here = Path({here!r})
part = Part(name="one", argv=(sys.executable, "-c", {program!r}), ready_url={url!r})
async def main():
    await Supervisor([part], here, here / "status.json", grace_s=60).run()
asyncio.run(main())
"""


class Watcher:
    """A screen that lets a test wait for a status."""

    def __init__(self) -> None:
        self.seen: list[list[PartStatus]] = []
        self._news = asyncio.Event()

    def show(self, parts: Sequence[PartStatus]) -> None:
        self.seen.append(list(parts))
        self._news.set()

    async def until(self, true: Callable[[Sequence[PartStatus]], bool]) -> list[PartStatus]:
        async with asyncio.timeout(20):
            while not (self.seen and true(self.seen[-1])):
                self._news.clear()
                await self._news.wait()
        return self.seen[-1]


def program(text: str, *, name: str = "one", ready_url: str | None = None) -> Part:
    return Part(name=name, argv=(sys.executable, "-c", text), ready_url=ready_url)


def all_ready(parts: Sequence[PartStatus]) -> bool:
    return all(part.state is State.READY for part in parts)


async def test_a_part_killed_by_hand_is_started_again(tmp_path: Path) -> None:
    watcher = Watcher()
    supervisor = Supervisor([program(WAIT_FOR_EVER)], tmp_path, tmp_path / "status.json", screen=watcher)
    running = asyncio.create_task(supervisor.run())
    (before,) = await watcher.until(all_ready)

    os.kill(before.pid or 0, signal.SIGKILL)
    (after,) = await watcher.until(lambda parts: all_ready(parts) and parts[0].restarts == 1)
    supervisor.stop()
    await running

    assert after.pid != before.pid
    assert [part.state for (part,) in watcher.seen] == [
        State.READY,
        State.BACKING_OFF,
        State.READY,
        State.STOPPED,
    ]


async def test_a_part_that_keeps_dying_is_tried_ever_more_slowly_and_the_wait_is_shown(tmp_path: Path) -> None:
    watcher = Watcher()
    backoff = Backoff(first_s=0.01, longest_s=0.03)
    supervisor = Supervisor(
        [program("raise SystemExit(3)")], tmp_path, tmp_path / "s.json", backoff=backoff, screen=watcher
    )
    running = asyncio.create_task(supervisor.run())

    await watcher.until(lambda parts: parts[0].restarts == 3 and parts[0].state is State.BACKING_OFF)
    supervisor.stop()
    await running

    waits = [part.waits_s for (part,) in watcher.seen if part.state is State.BACKING_OFF]
    assert waits == [0.01, 0.02, 0.03, 0.03]


async def test_a_program_that_does_not_exist_backs_off_and_its_log_says_why(tmp_path: Path) -> None:
    watcher = Watcher()
    part = Part(name="ghost", argv=(str(tmp_path / "no-such-program"),))
    supervisor = Supervisor([part], tmp_path, tmp_path / "status.json", screen=watcher)
    running = asyncio.create_task(supervisor.run())

    await watcher.until(lambda parts: parts[0].state is State.BACKING_OFF)
    supervisor.stop()
    await running

    assert (tmp_path / "ghost.log").read_text() == f"{part.argv[0]}: No such file or directory\n"


async def test_a_part_is_ready_only_once_its_address_answers(tmp_path: Path) -> None:
    watcher = Watcher()
    port = free_port()
    part = program(SERVE.format(port=port), ready_url=f"http://127.0.0.1:{port}/readyz")
    supervisor = Supervisor([part], tmp_path, tmp_path / "status.json", screen=watcher)
    running = asyncio.create_task(supervisor.run())

    await watcher.until(all_ready)
    supervisor.stop()
    await running

    states = [status.state for (status,) in watcher.seen]
    assert states == [State.STARTING, State.READY, State.STOPPED]


async def test_the_status_file_names_every_part(tmp_path: Path) -> None:
    watcher = Watcher()
    parts = [program(WAIT_FOR_EVER, name=name) for name in ("one", "two", "three")]
    supervisor = Supervisor(parts, tmp_path, tmp_path / "status.json", screen=watcher)
    running = asyncio.create_task(supervisor.run())

    shown = await watcher.until(all_ready)
    written = json.loads((tmp_path / "status.json").read_text())
    supervisor.stop()
    await running

    assert written["pid"] == os.getpid()
    assert [(part["name"], part["state"], part["pid"]) for part in written["parts"]] == [
        (part.name, "ready", part.pid) for part in shown
    ]


async def test_a_polite_part_ends_by_itself_within_its_grace(tmp_path: Path) -> None:
    watcher = Watcher()
    port = free_port()
    part = program(POLITE + SERVE.format(port=port), ready_url=f"http://127.0.0.1:{port}/")
    supervisor = Supervisor([part], tmp_path, tmp_path / "status.json", screen=watcher)
    running = asyncio.create_task(supervisor.run())
    await watcher.until(all_ready)

    supervisor.stop()
    await running

    assert (tmp_path / "one.log").read_text().splitlines()[-1] == "goodbye"


async def test_a_stubborn_part_is_killed_when_its_grace_is_over(tmp_path: Path) -> None:
    watcher = Watcher()
    port = free_port()
    part = program(STUBBORN + SERVE.format(port=port), ready_url=f"http://127.0.0.1:{port}/")
    supervisor = Supervisor([part], tmp_path, tmp_path / "status.json", grace_s=0.2, screen=watcher)
    running = asyncio.create_task(supervisor.run())
    (status,) = await watcher.until(all_ready)

    supervisor.stop()
    await running

    assert gone(status.pid or 0)


async def test_a_second_signal_ends_a_stubborn_part_at_once(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    text = SUPERVISE.format(here=str(tmp_path), program=STUBBORN + SERVE.format(port=port), url=url)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", text, cwd=PROJECT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        while b" ready " not in await process.stdout.readline():
            pass
        part_pid = json.loads((tmp_path / "status.json").read_text())["parts"][0]["pid"]

        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        await process.communicate()

    assert process.returncode == 0
    assert gone(part_pid)


async def test_the_children_of_a_part_do_not_outlive_it(tmp_path: Path) -> None:
    watcher = Watcher()
    child = f"import subprocess, sys; c = subprocess.Popen([sys.executable, '-c', {WAIT_FOR_EVER!r}]); "
    port = free_port()
    tell = f"open({str(tmp_path / 'child')!r}, 'w').write(str(c.pid))\n"
    part = program(child + tell + SERVE.format(port=port), ready_url=f"http://127.0.0.1:{port}/")
    supervisor = Supervisor([part], tmp_path, tmp_path / "status.json", screen=watcher)
    running = asyncio.create_task(supervisor.run())
    await watcher.until(all_ready)
    child_pid = int((tmp_path / "child").read_text())

    supervisor.stop()
    await running

    assert until(lambda: gone(child_pid), seconds=20)


def gone(pid: int) -> bool:
    """Tell whether *pid* has ended; one that ended but was not yet collected by init counts."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rsplit(")", 1)[1].split()[0] == "Z"
