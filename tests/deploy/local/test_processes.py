import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from deploy.local.processes import carries, end, marked, name_of, until

MARK = "RENKEI_DESK_TEST=this-very-test"


@pytest.fixture
def marked_process() -> Iterator[subprocess.Popen[bytes]]:
    name, _, value = MARK.partition("=")
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], env={name: value}) as process:
        assert until(lambda: carries(process.pid, MARK), seconds=20)
        yield process
        process.kill()


def test_a_process_is_found_by_the_mark_in_its_environment(marked_process: subprocess.Popen[bytes]) -> None:
    found = marked(MARK)

    assert found == [marked_process.pid]


def test_a_process_that_does_not_carry_the_mark_is_left_alone(marked_process: subprocess.Popen[bytes]) -> None:
    gone = end(marked_process.pid, "RENKEI_DESK_TEST=another", signal.SIGKILL, seconds=0)

    assert gone
    assert marked_process.poll() is None


def test_a_process_that_carries_the_mark_is_ended(marked_process: subprocess.Popen[bytes]) -> None:
    gone = end(marked_process.pid, MARK, signal.SIGTERM, seconds=20)

    assert gone
    assert marked_process.wait() == -signal.SIGTERM


def test_what_does_not_exist_has_no_name() -> None:
    assert name_of(2**30) == ""
