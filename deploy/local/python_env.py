"""Make `.venv` hold exactly what requirements.lock says, and the command `desk`."""

import hashlib
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local import system
from deploy.local.trouble import Trouble

UV = "uv==0.13.9"
LOCK = "requirements.lock"
STAMP = ".venv/renkei-desk.stamp"


def make(checkout: Path) -> None:
    """Create or update `.venv`; nothing is done when lock, project and Python are those of the last time."""
    stamp = checkout / STAMP
    wanted = fingerprint(checkout)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted and works(checkout):
        compile_own(checkout)
        return
    sys.stdout.write("Setting up .venv …\n")
    sys.stdout.flush()
    stamp.unlink(missing_ok=True)
    if not works(checkout):
        create(checkout)
    python = str(checkout / ".venv/bin/python")
    uv = str(checkout / ".venv/bin/uv")
    if not Path(uv).exists():
        step(checkout, python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
    # Compiled once here: where nothing may be written at run time, every process would compile all of it again.
    step(checkout, uv, "pip", "sync", "--quiet", "--compile-bytecode", "--python", python, "--require-hashes", LOCK)
    editable = ("--no-deps", "--no-build-isolation", "-e", ".")
    step(checkout, uv, "pip", "install", "--quiet", "--python", python, *editable)
    compile_own(checkout)
    stamp.write_text(wanted, encoding="utf-8")


def compile_own(checkout: Path) -> None:
    """Compile what changed of the project's own code."""
    python = str(checkout / ".venv/bin/python")
    step(checkout, python, "-m", "compileall", "-q", "services", "shared", "deploy")


def fingerprint(checkout: Path) -> str:
    """Return a hash of everything the content of `.venv` depends on; its scripts name the checkout's path."""
    digest = hashlib.sha256(f"{platform.python_version()} {UV} {checkout}".encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((checkout / name).read_bytes())
    return digest.hexdigest()


def works(checkout: Path) -> bool:
    """Tell whether `.venv` exists, runs this Python and has not been moved."""
    python = checkout / ".venv/bin/python"
    question = "import pip, platform, sys; print(platform.python_version(), sys.prefix)"
    try:
        done = subprocess.run([str(python), "-c", question], check=False, capture_output=True, text=True)  # noqa: S603
        shebang = (checkout / ".venv/bin/pip").read_bytes().splitlines()[0]
    except OSError:
        return False
    in_place = str(checkout / ".venv").encode() in shebang
    return in_place and done.stdout.split() == [platform.python_version(), str(checkout / ".venv")]


def create(checkout: Path) -> None:
    """Make an empty `.venv`; Debian keeps a part of that in a package of its own, which is installed first."""
    probe = subprocess.run([sys.executable, "-c", "import ensurepip"], check=False, capture_output=True)
    if probe.returncode != 0:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        system.install([system.Need(what="Python's venv", packages=(package,))], checkout)
    if (checkout / ".venv").exists():
        shutil.rmtree(checkout / ".venv")
    step(checkout, sys.executable, "-m", "venv", str(checkout / ".venv"))


def step(checkout: Path, *command: str) -> None:
    """Run *command*; raise Trouble with its own last words when it fails."""
    done = subprocess.run(  # noqa: S603 - commands put together in this file.
        command, cwd=checkout, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        said = " ".join(done.stdout.split())[-300:]
        name = " ".join([Path(command[0]).name, *command[1:4]])
        raise Trouble(f"`{name} …` failed: {said or 'it said nothing'}")
