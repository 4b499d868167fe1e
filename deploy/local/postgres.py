"""A private PostgreSQL: its own data, port and password, run by an unprivileged user."""

import contextlib
import os
import secrets
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local.places import Account
from deploy.local.ports import Port, demand_free
from deploy.local.processes import carries, end, until
from deploy.local.trouble import Trouble

OLDEST = 14
LONGEST_SOCKET_FOLDER = 80  # A socket's path may have 107 bytes, its name included.
SETTINGS = """\
# Written at every start by Renkei Desk. Own settings: ALTER SYSTEM.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{socket}'
max_connections = 200
password_encryption = scram-sha-256
fsync = {durable}
# Even where no power cut is survived: who was told of a COMMIT finds it again when the server dies alone.
synchronous_commit = on
full_page_writes = {durable}
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
jit = off
logging_collector = on
log_directory = '{log}'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_line_prefix = '%m [%p] %u@%d '
# The detail of an error quotes rows, which may hold a person's words.
log_error_verbosity = terse
log_parameter_max_length_on_error = 0
"""


def server_binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL server (14 or later) of this machine."""
    found = [
        (int(folder.parent.name), folder)
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdecimal() and (folder / "postgres").exists()
    ]
    usable = [(version, folder) for version, folder in found if version >= OLDEST]
    return max(usable)[1] if usable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """One private PostgreSQL server below *home*."""

    home: Path
    account: Account
    port: Port
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "data"

    def running_pid(self) -> int | None:
        """Return the process id of this very server, or None."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            if carries(pid, str(self.data)):
                return pid
        return None

    def running_port(self) -> int:
        """Return the port the running server listens on."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[3])

    def start(self, *, seconds: float = 60) -> str:
        """Start the server unless it runs, make the database `desk`, and return its admin URL."""
        if not self._comes_up(seconds):
            demand_free(self.port)
            self._prepare()
            self._launch(seconds)
        number = self.running_port()
        password = self._password()
        self._make_database(number, password)
        return f"postgresql://postgres:{password}@127.0.0.1:{number}/desk"

    def stop(self) -> None:
        """Stop the server, within 30 s the clean way, after that at once; the data stay."""
        pid = self.running_pid()
        if pid is None:
            return
        ways = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))
        if not any(end(pid, str(self.data), how, seconds=seconds) for how, seconds in ways):
            raise Trouble(f"PostgreSQL (process {pid}) does not stop; its log is in {self.home / 'log'}.")

    def _comes_up(self, seconds: float) -> bool:
        """Return True once the server answers, False once there is none (a killed one takes a moment to go)."""
        if not until(lambda: self.running_pid() is None or self._answers(), seconds=seconds):
            raise Trouble(f"PostgreSQL does not answer within {seconds:.0f} s; its log is in {self.home / 'log'}.")
        return self.running_pid() is not None

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, ValueError, IndexError):
            port = str(self.running_port())
            return self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", port).returncode == 0
        return False

    def _password(self) -> str:
        return (self.home / "password").read_text(encoding="utf-8").strip()

    def _run(
        self, tool: str, *arguments: str, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        binaries = server_binaries()
        if binaries is None:
            raise Trouble("PostgreSQL (14 or later) is missing; run `python3 -m deploy.local.bootstrap`.")
        return subprocess.run(  # noqa: S603 - PostgreSQL's own tools with arguments made here.
            [str(binaries / tool), *arguments],
            cwd=self.home,
            check=False,
            capture_output=True,
            text=True,
            start_new_session=True,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", **(environment or {})},
            **self.account.popen(),
        )

    def _prepare(self) -> None:
        for folder in (self.home, self.home / "socket", self.home / "log"):
            self.account.folder(folder)
        if not (self.home / "password").exists():
            self.account.write(self.home / "password", secrets.token_urlsafe(24))
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        socket = str(self.home / "socket")
        settings = SETTINGS.format(
            port=self.port.number,
            log=self.home / "log",
            durable="on" if self.durable else "off",
            socket=socket if len(os.fsencode(socket)) <= LONGEST_SOCKET_FOLDER else "",
        )
        self.account.write(self.data / "postgresql.conf", settings)

    def _initialise(self) -> None:
        options = ["-k", "-E", "UTF8", "--locale=C.UTF-8", "-U", "postgres", "--auth=scram-sha-256"]
        options += [f"--pwfile={self.home / 'password'}", "-D", str(self.data)]
        done = self._run("initdb", *options, *([] if self.durable else ["--no-sync"]))
        if done.returncode != 0:
            raise Trouble(f"PostgreSQL could not make its data folder: {last_line(done.stderr)}")

    def _launch(self, seconds: float) -> None:
        self._forget_a_stranger()
        log = str(self.home / "log" / "start.log")

        def started() -> bool:
            # A server that was killed leaves children for a moment, which keep the new one from starting.
            done = self._run("pg_ctl", "start", "-w", "-t", str(int(seconds)), "-s", "-D", str(self.data), "-l", log)
            return done.returncode == 0

        if not until(started, seconds=10):
            raise Trouble(f"PostgreSQL does not start: {self._last_words()} (log: {self.home / 'log'})")

    def _last_words(self) -> str:
        newest = max((self.home / "log").iterdir(), key=lambda file: file.stat().st_mtime)
        said = newest.read_text(encoding="utf-8", errors="replace").splitlines()
        return next(
            (line.split("FATAL:")[1].strip() for line in reversed(said) if "FATAL:" in line), "it does not say why"
        )

    def _forget_a_stranger(self) -> None:
        """Remove a left-over lock whose process id is another's by now: PostgreSQL would refuse to start."""
        if self.running_pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _make_database(self, port: int, password: str) -> None:
        login = {"PGPASSWORD": password, "PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "postgres"}
        question = "select count(*) from pg_database where datname = 'desk'"
        asked = self._run("psql", "-XAtc", question, "postgres", environment=login)
        if asked.returncode != 0:
            raise Trouble(f"PostgreSQL does not let us in: {last_line(asked.stderr)}")
        if asked.stdout.strip() == "0":
            options = ["-T", "template0", "-E", "UTF8", "--locale=C.UTF-8", "desk"]
            made = self._run("createdb", *options, environment=login)
            if made.returncode != 0:
                raise Trouble(f"PostgreSQL could not make the database `desk`: {last_line(made.stderr)}")


def last_line(text: str) -> str:
    """Return the last line of *text* that says something."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "no reason given")
