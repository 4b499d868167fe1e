"""Run verbs of `desk`, each in a process of its own, forked from one that has loaded what verbs need.

A verb takes over a second of processor time to start, nearly all of it for loading; what tests ask of it is the rest.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from shared.cli.main import main
from shared.settings import PROJECT

_ONE_AT_A_TIME = Lock()


def run_verb(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a verb in this environment, however it ends, as a shell does without anything to read."""
    with TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        asked = {
            "words": words,
            "environment": {**os.environ, **environment},
            "folder": str(Path.cwd()),
            "out": str(out),
            "err": str(err),
        }
        code = _answer(asked)
        return subprocess.CompletedProcess(words, code, out.read_text("utf-8"), err.read_text("utf-8"))


def verb_says(environment: Mapping[str, str], *words: str) -> Any:
    """Run a verb that must end well with --json, and return what it says."""
    done = run_verb(environment, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _answer(asked: Mapping[str, Any]) -> int:
    with _ONE_AT_A_TIME:
        loaded = _loaded()
        assert loaded.stdin is not None
        assert loaded.stdout is not None
        loaded.stdin.write(json.dumps(asked) + "\n")
        loaded.stdin.flush()
        return int(loaded.stdout.readline())


@cache
def _loaded() -> subprocess.Popen[str]:
    """Start the process that forks; it ends when this one does, as nobody can ask it then."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.desk_verbs"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def fork_for_each() -> None:
    """Load every verb, then fork for each line that asks for one and say how it ended."""
    for point in entry_points(group="desk.verbs"):
        point.load()
    # A child that looked at all this for garbage would copy it, and take half a second to end.
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            with _as_asked(asked):
                main()
            return
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


@contextmanager
def _as_asked(asked: Mapping[str, Any]) -> Iterator[None]:
    """Be the process that a shell would have started."""
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, asked["out"], os.O_WRONLY | os.O_CREAT),
        (2, asked["err"], os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["desk", *asked["words"]]
    yield


if __name__ == "__main__":
    fork_for_each()
