"""Make a checkout ready to run, with nothing but Python's own library.

`python3 -m deploy.local.bootstrap [--with-browser]`, from the checkout's root.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from deploy.local import python_env, system, web_files
from deploy.local.trouble import Trouble, told

CHECKOUT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Install what is missing on the machine, then in the checkout."""
    with_browser = "--with-browser" in arguments
    local = CHECKOUT / ".local"
    local.mkdir(exist_ok=True)
    with (local / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        system.install(system.missing(os.environ, with_browser=with_browser), CHECKOUT)
        python_env.make(CHECKOUT)
        web_files.copy(CHECKOUT)
        if with_browser and system.browser() is None:
            fetch_browser()
    return 0


def fetch_browser() -> None:
    """Let Playwright bring its own Chromium, where the system's packages have none to offer (Ubuntu)."""
    command = [str(CHECKOUT / ".venv/bin/playwright"), "install", "--with-deps", "chromium"]
    if subprocess.run(command, cwd=CHECKOUT, check=False).returncode != 0:  # noqa: S603 - fixed command.
        raise Trouble("No Chromium for the tests in a browser; install Chromium or Google Chrome, then try again.")


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:])))
