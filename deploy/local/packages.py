"""Install system packages with apt so that nothing is started and no cluster is made.

Run as root (`python3 -m deploy.local.packages NAME...`); the set-up calls it through sudo where needed.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.local.trouble import Trouble, told

POLICY = Path("/usr/sbin/policy-rc.d")
KEPT_POLICY = Path("/usr/sbin/policy-rc.d.renkei-desk-kept")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/renkei-desk.conf")
LOCK = Path("/run/lock/renkei-desk-packages")
DENY = "#!/bin/sh\n# Written by Renkei Desk while it installs packages; removed right after.\nexit 101\n"
UNITS = (
    "rabbitmq-server.service",
    "epmd.service",
    "epmd.socket",
    "clamav-daemon.service",
    "clamav-daemon.socket",
    "clamav-freshclam.service",
    "dovecot.service",
    "dovecot.socket",
)
WANTS = Path("/etc/systemd/system")
# System V's way: /etc/rc2.d/S01dovecot, and the like.
RUN_LEVELS = Path("/etc")


@contextlib.contextmanager
def nothing_started() -> Iterator[None]:
    """Deny every service start by package scripts inside the block; put an existing policy back after it."""
    if not KEPT_POLICY.exists() and POLICY.exists() and POLICY.read_text(errors="replace") != DENY:
        POLICY.rename(KEPT_POLICY)
    POLICY.write_text(DENY)
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        if KEPT_POLICY.exists():
            KEPT_POLICY.replace(POLICY)
        else:
            POLICY.unlink(missing_ok=True)


@contextlib.contextmanager
def no_cluster_made() -> Iterator[None]:
    """Keep the PostgreSQL packages from making the system's `main` cluster inside the block."""
    made = [folder for folder in (NO_CLUSTER.parent, NO_CLUSTER.parent.parent) if not folder.exists()]
    NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    NO_CLUSTER.write_text("create_main_cluster = false\n")
    try:
        yield
    finally:
        NO_CLUSTER.unlink(missing_ok=True)
        for folder in made:
            with contextlib.suppress(OSError):  # The package has put its own files there by now.
                folder.rmdir()


def enabled_units() -> set[str]:
    """Name those units that would start at boot now, for systemd or for System V."""
    return {
        unit
        for unit in UNITS
        if any(WANTS.glob(f"*.wants/{unit}")) or any(RUN_LEVELS.glob(f"rc[2-5].d/S??{_script(unit)}"))
    }


def disable(units: set[str]) -> None:
    """Keep *units* from starting at boot, for systemd and for System V."""
    for unit in sorted(units):
        tool = ["systemctl", "disable"] if shutil.which("systemctl") else ["deb-systemd-helper", "disable"]
        subprocess.run([*tool, unit], check=False, capture_output=True)  # noqa: S603 - fixed names.
        if _script(unit) and shutil.which("update-rc.d"):
            subprocess.run(["update-rc.d", _script(unit), "disable"], check=False, capture_output=True)  # noqa: S603, S607 - fixed names, found above.


def _script(unit: str) -> str:
    """Return what System V calls a service; it has no sockets."""
    return unit.removesuffix(".service") if unit.endswith(".service") else ""


def apt(*arguments: str) -> None:
    """Run apt-get without questions, its own chatter on stderr; raise Trouble when it fails."""
    command = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1"}
    done = subprocess.run(  # noqa: S603 - the package names are this project's own.
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = [line for line in done.stdout.splitlines() if line.startswith(("E:", "dpkg: error"))]
        reason = " ".join(said[:2]) or f"exit code {done.returncode}"
        raise Trouble(f"`{' '.join(command[:1] + list(arguments))}` failed: {reason}")


def install(names: Sequence[str]) -> None:
    """Install *names* from the system's packages; no service starts, neither now nor at boot."""
    before = enabled_units()
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with nothing_started(), no_cluster_made():
            apt("update")
            apt("install", "--no-install-recommends", *names)
        disable(enabled_units() - before)


def main(arguments: Sequence[str]) -> int:
    """Install the named packages as root."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupted)
    install(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:])))
