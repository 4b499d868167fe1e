import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.desk import Desk
from deploy.local.processes import until
from deploy.local.trouble import Trouble

FAKE = """#!{python}
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, {project!r})
from shared.supervisor import Part, Supervisor
if sys.argv[1] == "setup":
    print("first line")
    sys.exit("the database said no")
home = Path(os.environ["DESK_HOME"])
wait = (sys.executable, "-c", "import signal; signal.pause()")
parts = [Part(name="web", argv=wait), Part(name="intake", argv=wait, ready_url=os.environ.get("INTAKE_READY"))]
asyncio.run(Supervisor(parts, home / "log", home / "run" / "status.json").run())
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    command = tmp_path / ".venv" / "bin" / "desk"
    command.parent.mkdir(parents=True)
    command.write_text(FAKE.format(python=sys.executable, project=str(Path(__file__).parents[3])))
    command.chmod(0o755)
    (tmp_path / ".local").mkdir()
    fake = Desk(checkout=tmp_path)
    yield fake
    fake.stop()


def settings(desk: Desk, **more: str) -> dict[str, str]:
    return {"DESK_HOME": str(desk.local), **more}


def test_a_desk_is_ready_when_all_its_parts_are(desk: Desk) -> None:
    desk.start(settings(desk))

    desk.wait_until_ready(seconds=20)

    assert [(part.name, part.state.value) for part in desk.parts()] == [("web", "ready"), ("intake", "ready")]


def test_a_part_that_is_late_is_named_with_its_log(desk: Desk) -> None:
    desk.start(settings(desk, INTAKE_READY="http://127.0.0.1:1/"))
    assert until(lambda: bool(desk.parts()), seconds=20)

    with pytest.raises(Trouble) as caught:
        desk.wait_until_ready(seconds=0)

    log = desk.local / "log" / "intake.log"
    assert str(caught.value) == f"Not ready after 0 s: intake is starting; its log: {log}"


def test_a_stop_leaves_nothing_running(desk: Desk) -> None:
    desk.start(settings(desk))
    desk.wait_until_ready(seconds=20)
    pids = [part.pid for part in desk.parts()]

    desk.stop()

    assert desk.running_pid() is None
    assert [part.state.value for part in desk.parts()] == ["stopped", "stopped"]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_parts_whose_supervisor_was_killed_do_not_stand_in_the_way_of_a_new_start(desk: Desk) -> None:
    os.kill(desk.start(settings(desk)), 0)
    desk.wait_until_ready(seconds=20)
    os.kill(desk.running_pid() or 0, signal.SIGKILL)
    assert until(lambda: desk.running_pid() is None, seconds=20)
    orphans = [part.pid for part in desk.parts()]

    desk.start(settings(desk))
    desk.wait_until_ready(seconds=20)

    assert not set(orphans) & {part.pid for part in desk.parts()}


def test_a_verb_that_fails_says_its_last_words(desk: Desk) -> None:
    with pytest.raises(Trouble) as caught:
        desk.verb(settings(desk), "setup")

    assert str(caught.value) == f"`desk setup` failed: the database said no (log: {desk.log})"
    assert sorted(desk.log.read_text().splitlines()) == ["first line", "the database said no"]
