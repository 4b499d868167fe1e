"""Where the local engines keep their data, and which users of the system they run as."""

import hashlib
import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.trouble import Trouble

NAMED_PLACE = Path("/var/lib/renkei-desk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The user of the system an engine runs as."""

    name: str
    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        """Return what `subprocess` needs to run as this user; nothing when it is already so."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": os.getgrouplist(self.name, self.gid)}

    def folder(self, path: Path) -> Path:
        """Make *path* a private folder of this user and return it."""
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
        os.chown(path, self.uid, self.gid)
        return path

    def write(self, path: Path, text: str) -> None:
        """Write *text* to *path*, readable by this user (and root) only, as one step."""
        fresh = path.with_name(path.name + ".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchown(file.fileno(), self.uid, self.gid)
        fresh.replace(path)


def myself() -> Account:
    """Return the user this process runs as."""
    own = pwd.getpwuid(os.geteuid())
    return Account(name=own.pw_name, uid=own.pw_uid, gid=own.pw_gid)


def unprivileged(name: str) -> Account:
    """Return the system user *name* when running as root, else oneself."""
    if os.geteuid() != 0:
        return myself()
    try:
        entry = pwd.getpwnam(name)
    except KeyError as error:
        raise Trouble(f"The system user `{name}` is missing; run `python3 -m deploy.local.bootstrap`.") from error
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def can_enter(account: Account, folder: Path) -> bool:
    """Tell whether *account* can work inside *folder*."""
    command = ["/usr/bin/env", "test", "-x", str(folder)]
    return subprocess.run(command, cwd="/", check=False, **account.popen()).returncode == 0  # noqa: S603 - fixed.


def engines_can_enter(folder: Path) -> bool:
    """Tell whether the users both engines run as can work inside *folder*."""
    return all(can_enter(unprivileged(name), folder) for name in ("postgres", "rabbitmq"))


def engines_home(
    checkout: Path,
    *,
    can_be_entered: Callable[[Path], bool] = engines_can_enter,
    named_place: Path = NAMED_PLACE,
) -> Path:
    """Return (and make) the folder for the engines' data of *checkout*.

    It is `.local/engines`, or a named place recorded in `.local/engines-home` when the engines' users cannot
    enter the checkout.
    """
    local = checkout / ".local"
    local.mkdir(exist_ok=True)
    record = local / "engines-home"
    home = local / "engines"
    if record.exists():
        home = Path(record.read_text(encoding="utf-8").strip())
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    if not record.exists() and not can_be_entered(home):
        home.rmdir()
        home = named_place / hashlib.sha256(str(checkout.resolve()).encode()).hexdigest()[:12]
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        record.write_text(f"{home}\n", encoding="utf-8")
    return home
