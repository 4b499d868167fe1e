"""`make run`: engines, settings, set-up, the desk, sample proposals; then watch, or return."""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from deploy.local.desk import Desk
from deploy.local.engines import Engines
from deploy.local.ports import DESK_DEFAULTS, Port, Ports, demand_free, from_environment
from deploy.local.settings import SERVICES, card, desk_environment, last_environment
from deploy.local.trouble import told
from shared.supervisor import screen_for

CHECKOUT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 60.0
LOOK_EVERY_S = 0.25


class Ended(Exception):
    """The terminal asked for the end: Ctrl-C, SIGTERM, or it was closed."""


def up(checkout: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Bring the desk of *checkout* up and return its card; on any failure nothing that was started is left."""
    desk = Desk(checkout=checkout)
    desk.local.mkdir(exist_ok=True)
    if desk.running_pid() is not None:
        say("The desk runs already.")
        Engines.of_checkout(checkout, environment).start()
        desk.wait_until_ready(seconds=READY_WITHIN_S)
        return card(desk.local, last_environment(desk.local))
    desk.end_leftovers()
    ports = from_environment(DESK_DEFAULTS, environment)
    demand_desk_ports(ports)
    engines = Engines.of_checkout(checkout, environment)
    ran_before = engines.are_running()
    try:
        say("Starting PostgreSQL and RabbitMQ …")
        variables = desk_environment(desk.local, engines.start(), ports)
        say("Setting up …")
        prepared = json.loads(desk.verb(variables, "sample", "prepare", "--setup", "--json"))
        say("Starting the desk …")
        desk.start(variables)
        desk.wait_until_ready(seconds=READY_WITHIN_S)
        if prepared["empty"]:
            say("Sending five sample proposals …")
            desk.verb(variables, "sample", "send", "--if-empty")
    except BaseException:
        desk.stop()
        if not ran_before:
            engines.stop()
        raise
    return card(desk.local, variables)


def demand_desk_ports(ports: Ports) -> None:
    """Raise Trouble with one clear line when a port of the desk is taken."""
    health = ports["health"]
    workers = [
        Port(number=health.number + number, what=f"health of {service}", variable=health.variable)
        for number, service in enumerate(SERVICES)
    ]
    for port in [ports["web"], ports["lmtp"], ports["mail_sink"], *workers]:
        demand_free(port)


def say(text: str) -> None:
    with contextlib.suppress(OSError):  # The terminal may be gone.
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def summary(said: Mapping[str, Any]) -> str:
    """Tell a person where the desk is and how to get in."""
    lines = ["", f"Renkei Desk is ready:  {said['web']}", f"Mail comes in at       {said['lmtp']} (LMTP)"]
    lines.append(f"Mail that left is in   {said['outgoing_mail']}")
    if said["accounts"]:
        lines.append("Sign in as (sample accounts):")
    lines += [
        f"  {account['user']:<16} {account['password']:<20} {', '.join(account['roles'])}"
        f"{' ' + account['department'] if account.get('department') else ''}"
        for account in said["accounts"]
    ]
    return "\n".join([*lines, ""])


@contextlib.contextmanager
def on_end_signals(react: Callable[..., None] | signal.Handlers) -> Iterator[None]:
    """Answer Ctrl-C, SIGTERM and a closed terminal with *react* inside the block."""
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(kind, react) for kind in kinds]
    try:
        yield
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)


def end(*_: object) -> None:
    """Raise Ended, once: what follows is the way out, which nobody should break off."""
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, signal.SIG_IGN)
    raise Ended


def watch(desk: Desk) -> None:
    """Show the parts until the desk ends."""
    screen = screen_for(sys.stdout)
    shown = None
    while desk.running_pid() is not None:
        parts = desk.parts()
        if parts != shown:
            with contextlib.suppress(OSError):  # The terminal may be gone.
                screen.show(parts)
            shown = parts
        time.sleep(LOOK_EVERY_S)


def stay(desk: Desk, engines: Engines) -> int:
    """Watch in front; at the end stop everything. A second Ctrl-C hurries the desk."""
    try:
        with on_end_signals(end):
            watch(desk)
        say(f"The desk was stopped or ended by itself; its log: {desk.log}")
        code = 1
    except Ended:
        say("Stopping … (Ctrl-C again: at once)")
        with on_end_signals(lambda *_: desk.ask_to_end()):
            desk.ask_to_end()
            watch(desk)
        code = 0
    finally:
        with on_end_signals(signal.SIG_IGN):
            desk.stop()
            engines.stop()
    say("Stopped; the data stay.")
    return code


def main(arguments: Sequence[str]) -> int:
    """Bring the desk up; with `--detach` return then, else stay in front until Ctrl-C."""
    desk = Desk(checkout=CHECKOUT)
    try:
        with on_end_signals(end):
            said = up(CHECKOUT, os.environ)
    except Ended:
        say("Stopped.")
        return 130
    say(summary(said))
    if "--detach" in arguments:
        say("It runs in the background. Stop it with: make stop")
        return 0
    say("Stop it with Ctrl-C.")
    return stay(desk, Engines.of_checkout(CHECKOUT))


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:])))
