"""The process `desk run` of one checkout: start it apart from the terminal, look at it, end it."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.processes import end, marked, until
from deploy.local.trouble import Trouble
from shared.supervisor import PartStatus, State, read_status

# The supervisor gives its parts 25 s; it is killed only when it overstays that itself.
GRACE_S = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The desk of *checkout*, or another one that runs its code and keeps its files in *home*."""

    checkout: Path
    home: Path | None = None
    beside: tuple[str, ...] = ("deploy.local.mail_sink",)

    @property
    def local(self) -> Path:
        return self.home or self.checkout / ".local"

    @property
    def log(self) -> Path:
        return self.local / "log" / "desk.log"

    @property
    def mark(self) -> str:
        """The word in the environment of `desk run` and of all its parts."""
        return f"RENKEI_DESK_CHECKOUT={self.home or self.checkout}"

    def running_pid(self) -> int | None:
        """Return the process id of the running `desk run`, or None."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.local / "desk.pid").read_text(encoding="utf-8"))
            if pid in marked(self.mark):
                return pid
        return None

    def parts(self) -> list[PartStatus]:
        """Return the parts as the supervisor last told them."""
        return read_status(self.local / "run" / "status.json")

    def is_ready(self) -> bool:
        """Tell whether all parts are ready."""
        parts = self.parts()
        return bool(parts) and all(part.state is State.READY for part in parts)

    def verb(self, environment: Mapping[str, str], *words: str) -> str:
        """Run one verb of `desk` to its end and return what it says; raise Trouble with its last words on failure."""
        done = subprocess.run(  # noqa: S603 - the project's own command.
            [str(self.checkout / ".venv/bin/desk"), *words],
            cwd=self.checkout,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return done.stdout
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(done.stdout + done.stderr)
        said = [line for line in done.stderr.splitlines() if line.strip(" │╭╰─╮╯")]
        reason = said[-1].strip() if said else f"exit code {done.returncode}"
        raise Trouble(f"`desk {' '.join(words)}` failed: {reason} (log: {self.log})")

    def start(self, environment: Mapping[str, str]) -> int:
        """Start `desk run` in a session of its own and return its process id."""
        self.end_leftovers()
        (self.local / "run" / "status.json").unlink(missing_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        name, _, value = self.mark.partition("=")
        with self.log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - the project's own command.
                [
                    str(self.checkout / ".venv/bin/desk"),
                    "run",
                    *(word for one in self.beside for word in ("--with", one)),
                ],
                cwd=self.checkout,
                env={**os.environ, **environment, name: value},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        process.returncode = 0  # It is followed through its mark, not through this object, and outlives it.
        (self.local / "desk.pid").write_text(f"{process.pid}\n", encoding="utf-8")
        return process.pid

    def ask_to_end(self) -> None:
        """Send SIGTERM to `desk run`; a second one makes it hurry."""
        pid = self.running_pid()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def stop(self) -> None:
        """End `desk run` with all its parts, for their grace the clean way, then at once."""
        pid = self.running_pid()
        if pid is not None:
            end(pid, self.mark, signal.SIGTERM, seconds=GRACE_S)
        self.end_leftovers()
        (self.local / "desk.pid").unlink(missing_ok=True)

    def end_leftovers(self) -> None:
        """Kill parts whose supervisor is gone."""
        for pid in marked(self.mark):
            end(pid, self.mark, signal.SIGKILL, seconds=0)
        if not until(lambda: not marked(self.mark), seconds=5):
            raise Trouble(f"Parts of an earlier run do not end: processes {marked(self.mark)}.")

    def wait_until_ready(self, *, seconds: float) -> None:
        """Return once all parts are ready; raise Trouble naming the part that is not, and its log."""
        if until(lambda: self.is_ready() or self.running_pid() is None, seconds=seconds) and self.is_ready():
            return
        late = next((part for part in self.parts() if part.state is not State.READY), None)
        if self.running_pid() is None:
            raise Trouble(f"The desk ended while starting; its log: {self.log}")
        if late is None:
            raise Trouble(f"The desk told nothing within {seconds:.0f} s; its log: {self.log}")
        state = late.state.value.replace("_", " ")
        log = self.local / "log" / f"{late.name}.log"
        raise Trouble(f"Not ready after {seconds:.0f} s: {late.name} is {state}; its log: {log}")
