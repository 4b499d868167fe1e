"""A private RabbitMQ: its own node, port mapper, data, ports and password, run by an unprivileged user."""

import base64
import contextlib
import http.client
import secrets
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local.places import Account
from deploy.local.ports import Ports, demand_free
from deploy.local.processes import end, marked, name_of, until
from deploy.local.trouble import Trouble

# Debian's wrapper in /usr/sbin insists on root; these are the scripts it calls.
BINARIES = Path("/usr/lib/rabbitmq/bin")
GIGABYTE = 1024**3
GREETING = b"AMQP\x00\x00\x09\x01"
SETTINGS = """\
# Written at every start by Renkei Desk.
listeners.tcp.1 = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
default_vhost = desk
default_user = admin
default_pass = {password}
default_user_tags.administrator = true
disk_free_limit.absolute = {disk}
heartbeat = 15
log.console = false
log.file.level = info
log.file.rotation.size = 10485760
log.file.rotation.count = 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RabbitMQ:
    """One private RabbitMQ node below *home*."""

    home: Path
    account: Account
    ports: Ports

    @property
    def mark(self) -> str:
        """The word in the environment of every process of this node."""
        return f"RENKEI_DESK_BROKER={self.home}"

    def running_pid(self) -> int | None:
        """Return the process id of this very node, or None."""
        return next((pid for pid in marked(self.mark) if name_of(pid).startswith("beam")), None)

    def start(self, *, seconds: float = 90) -> tuple[str, str]:
        """Start the node unless it runs; return the AMQP and the management URL once both answer."""
        if not self._comes_up(seconds):
            self._end_leftovers()
            for port in self.ports.values():
                demand_free(port)
            self._prepare()
            self._launch()
            if not self._comes_up(seconds):
                raise Trouble(f"RabbitMQ ended while starting; its log is in {self.home / 'log'}.")
        amqp, management, password = self._running_with()
        login = f"admin:{password}@127.0.0.1"
        return f"amqp://{login}:{amqp}/desk", f"http://{login}:{management}"

    def _comes_up(self, seconds: float) -> bool:
        """Return True once the node answers, False once there is none (a killed one takes a moment to go)."""

        def settled() -> bool:
            return self.running_pid() is None or answers(*self._running_with())

        if not until(settled, seconds=seconds):
            raise Trouble(f"RabbitMQ is not ready after {seconds:.0f} s; its log is in {self.home / 'log'}.")
        return self.running_pid() is not None

    def stop(self, *, seconds: float = 30) -> None:
        """Stop the node and its port mapper, for *seconds* the clean way, then at once; the data stay."""
        pid = self.running_pid()
        if pid is not None and not end(pid, self.mark, signal.SIGTERM, seconds=seconds):
            end(pid, self.mark, signal.SIGKILL, seconds=5)
        self._end_leftovers()

    def _end_leftovers(self) -> None:
        for pid in marked(self.mark):
            if not end(pid, self.mark, signal.SIGTERM, seconds=5):
                end(pid, self.mark, signal.SIGKILL, seconds=5)

    def _running_with(self) -> tuple[int, int, str]:
        """Return the AMQP port, the management port and the password the node was started with."""
        lines = (self.home / "rabbitmq.conf").read_text(encoding="utf-8").splitlines()
        said = dict(line.split(" = ", 1) for line in lines if " = " in line)
        amqp = int(said["listeners.tcp.1"].rsplit(":", 1)[1])
        return amqp, int(said["management.tcp.port"]), said["default_pass"]

    def _prepare(self) -> None:
        for folder in (self.home, self.home / "data", self.home / "log"):
            self.account.folder(folder)
        for name in (".erlang.cookie", "password"):
            if not (self.home / name).exists():
                self.account.write(self.home / name, secrets.token_urlsafe(24))
        (self.home / ".erlang.cookie").chmod(0o400)
        settings = SETTINGS.format(
            amqp=self.ports["amqp"].number,
            management=self.ports["management"].number,
            password=(self.home / "password").read_text(encoding="utf-8").strip(),
            disk=min(2 * GIGABYTE, shutil.disk_usage(self.home).free // 4),
        )
        self.account.write(self.home / "rabbitmq.conf", settings)
        self.account.write(self.home / "enabled_plugins", "[rabbitmq_management].\n")
        self.account.write(self.home / "rabbitmq-env.conf", "")

    def _environment(self) -> dict[str, str]:
        home = self.home
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": str(home),
            "RENKEI_DESK_BROKER": str(home),
            "ERL_EPMD_PORT": str(self.ports["epmd"].number),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_CRASH_DUMP": str(home / "log" / "erl_crash.dump"),
            "RABBITMQ_NODENAME": "desk@localhost",
            "RABBITMQ_DIST_PORT": str(self.ports["distribution"].number),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            # Every file is named, so that nothing of a system's own broker is read or written.
            "RABBITMQ_CONF_ENV_FILE": str(home / "rabbitmq-env.conf"),
            "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
            "RABBITMQ_CONFIG_FILES": str(home / "conf.d"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(home / "data"),
            "RABBITMQ_LOG_BASE": str(home / "log"),
            "RABBITMQ_PID_FILE": str(home / "pid"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(home / "generated"),
            "RABBITMQ_SCHEMA_DIR": str(home / "schema"),
        }

    def _launch(self) -> None:
        script = BINARIES / "rabbitmq-server"
        if not script.exists():
            raise Trouble("RabbitMQ is missing; run `python3 -m deploy.local.bootstrap`.")
        with (self.home / "log" / "start.log").open("ab") as log:
            done = subprocess.run(  # noqa: S603 - RabbitMQ's own script.
                [str(script), "-detached"],
                cwd=self.home,
                env=self._environment(),
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.account.popen(),
            )
        if done.returncode != 0 or not until(lambda: self.running_pid() is not None, seconds=10):
            raise Trouble(f"RabbitMQ does not start; its log is in {self.home / 'log'}.")


def answers(amqp: int, management: int, password: str) -> bool:
    """Tell whether the node greets AMQP clients and its management API knows the vhost `desk`."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        with socket.create_connection(("127.0.0.1", amqp), timeout=2) as client:
            client.sendall(GREETING)
            if client.recv(1) != b"\x01":
                return False
        api = http.client.HTTPConnection("127.0.0.1", management, timeout=5)
        try:
            token = base64.b64encode(f"admin:{password}".encode()).decode()
            api.request("GET", "/api/vhosts/desk", headers={"Authorization": f"Basic {token}"})
            return api.getresponse().status == http.client.OK
        finally:
            api.close()
    return False
