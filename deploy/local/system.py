"""Find what the machine lacks and have it installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.postgres import OLDEST, server_binaries
from deploy.local.rabbitmq import BINARIES
from deploy.local.trouble import Trouble

# The packages of engines put their programs where only root's PATH looks.
PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something of the system's packages, with the packages that bring it."""

    what: str
    packages: tuple[str, ...]


def missing(environment: Mapping[str, str], *, with_browser: bool) -> list[Need]:
    """List what this machine lacks; an engine whose URL is given is not needed."""
    needs = []
    if not environment.get("DESK_DATABASE_URL") and server_binaries() is None:
        needs.append(Need(what=f"PostgreSQL {OLDEST} or later", packages=("postgresql",)))
    if not environment.get("DESK_AMQP_URL") and not (BINARIES / "rabbitmq-server").exists():
        needs.append(Need(what="RabbitMQ", packages=("rabbitmq-server",)))
    if shutil.which("npm") is None:
        needs.append(Need(what="npm", packages=("npm",)))
    if with_browser and browser() is None and not is_ubuntu():
        needs.append(Need(what="Chromium", packages=("chromium",)))
    # The tests ask a real scanner, with a signature of their own.
    if with_browser and shutil.which("clamd", path=PROGRAMS) is None:
        needs.append(Need(what="clamd", packages=("clamav-daemon",)))
    # The tests poll the mailbox of a real IMAP server.
    if with_browser and shutil.which("dovecot", path=PROGRAMS) is None:
        needs.append(Need(what="Dovecot", packages=("dovecot-imapd",)))
    if with_browser and not has_japanese_font():
        needs.append(Need(what="a Japanese font", packages=("fonts-noto-cjk", "fontconfig")))
    return needs


def browser() -> str | None:
    """Return the path of the system's Chromium or Chrome."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def is_ubuntu() -> bool:
    """Tell whether this is Ubuntu, whose chromium package is only a door to a snap."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text(encoding="utf-8").splitlines()


def has_japanese_font() -> bool:
    """Tell whether fontconfig knows a font with Japanese letters."""
    if shutil.which("fc-list") is None:
        return False
    found = subprocess.run(["fc-list", ":lang=ja", "family"], check=False, capture_output=True, text=True)  # noqa: S607 - found above.
    return bool(found.stdout.strip())


def install(needs: list[Need], checkout: Path) -> None:
    """Install the packages of *needs* as root or through sudo; raise Trouble with one line when that is impossible."""
    if not needs:
        return
    what = ", ".join(need.what for need in needs)
    packages = [package for need in needs for package in need.packages]
    by_hand = f"install {' '.join(packages)} as root, then try again"
    if shutil.which("apt-get") is None:
        raise Trouble(
            f"Missing: {what}. This machine has no apt; install them by its own means, "
            "or point DESK_DATABASE_URL and DESK_AMQP_URL at existing engines."
        )
    command = [sys.executable, "-B", "-m", "deploy.local.packages", *packages]
    if os.geteuid() != 0:
        sudo = shutil.which("sudo")
        if sudo is None or subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode:  # noqa: S603
            raise Trouble(f"Missing: {what}. Neither root nor sudo without a password; {by_hand}.")
        command = [sudo, "-n", *command]
    sys.stdout.write(f"Installing {what} (nothing of it is started) …\n")
    sys.stdout.flush()
    done = subprocess.run(command, cwd=checkout, check=False, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own module.
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise Trouble(f"Missing: {what}. {said[-1] if said else 'The installation failed.'} To mend it, {by_hand}.")
