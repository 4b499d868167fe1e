"""The ports the engines and the desk listen on: defaults, the variables that change them, who holds one."""

import contextlib
import os
import random
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.processes import PROC, name_of, until
from deploy.local.trouble import Trouble

LISTENING = "0A"
LETTING_GO_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A port with the variable that moves it."""

    number: int
    what: str
    variable: str


# All defaults lie below 32768: from there on Linux gives ports to outgoing connections.
DEFAULTS = {
    "postgres": (25432, "PostgreSQL", "DESK_PG_PORT"),
    "amqp": (25673, "RabbitMQ", "DESK_AMQP_PORT"),
    "management": (25680, "RabbitMQ management", "DESK_MANAGEMENT_PORT"),
    "distribution": (25674, "RabbitMQ distribution", "DESK_DIST_PORT"),
    "epmd": (25675, "Erlang port mapper", "DESK_EPMD_PORT"),
}
DESK_DEFAULTS = {
    "web": (8080, "web pages", "DESK_WEB_PORT"),
    "lmtp": (2424, "incoming mail, LMTP", "DESK_LMTP_PORT"),
    "mail_sink": (2525, "mail sink", "DESK_MAIL_SINK_PORT"),
    "health": (8090, "health of the first worker", "DESK_HEALTH_PORT"),
}
Ports = Mapping[str, Port]


def from_environment(defaults: Mapping[str, tuple[int, str, str]], environment: Mapping[str, str]) -> Ports:
    """Read every port's variable, falling back to its default; raise Trouble for what is no port."""
    found = {}
    for key, (number, what, variable) in defaults.items():
        said = environment.get(variable, "").strip() or str(number)
        if not (said.isdecimal() and 0 < int(said) < 65536):  # noqa: PLR2004 - the range of TCP ports.
            raise Trouble(f"{variable}={said} is no port number; give one between 1 and 65535.")
        found[key] = Port(number=int(said), what=what, variable=variable)
    return found


def free_ports(defaults: Mapping[str, tuple[int, str, str]]) -> Ports:
    """Pick different ports nobody listens on now, for engines that live only as long as a test."""
    chosen: dict[str, Port] = {}
    # Two processes of one run, whose ids lie close together, never look at the same ports.
    first = 24000 + os.getpid() % 80 * 100
    candidates = random.sample(range(first, first + 100), k=100)
    for key, (_, what, variable) in defaults.items():
        number = next(port for port in candidates if is_free(port))
        candidates.remove(number)
        chosen[key] = Port(number=number, what=what, variable=variable)
    return chosen


def is_free(number: int) -> bool:
    """Tell whether somebody could listen on 127.0.0.1:*number* now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
            probe.listen(1)
        except OSError:
            return False
    return True


def demand_free(port: Port) -> None:
    """Raise Trouble with one clear line when *port* is taken: which, by whom, and what changes it."""
    # What was killed a moment ago may still be letting go of it.
    if not until(lambda: is_free(port.number), seconds=LETTING_GO_S):
        raise Trouble(
            f"Port {port.number} ({port.what}) is taken by {holder(port.number)}; "
            f"end that or choose another port with {port.variable}."
        )


def holder(number: int) -> str:
    """Name who listens on *number*, as far as this user may know."""
    inodes = listening_inodes(number)
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            for handle in (entry / "fd").iterdir():
                if str(handle.readlink()) in inodes:
                    return f"{name_of(int(entry.name))} (process {entry.name})"
    return "another process"


def listening_inodes(number: int) -> set[str]:
    """List the sockets that listen on *number*, written the way /proc/PID/fd names them."""
    found = set()
    for table in ("tcp", "tcp6"):
        path: Path = PROC / "net" / table
        with contextlib.suppress(OSError):
            for line in path.read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rsplit(":", 1)[1], 16) == number:
                    found.add(f"socket:[{fields[9]}]")
    return found
