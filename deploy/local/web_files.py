"""Copy the few files of others that the pages use from npm packages into the static folder."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

VENDOR = Path("shared/web/static/vendor")
STAMP = Path(".local/web-files.stamp")
FILES = {
    "tokens.css": "@digital-go-jp/design-tokens/dist/tokens.css",
    "tokens.LICENSE": "@digital-go-jp/design-tokens/LICENSE",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE": "htmx.org/LICENSE",
}
FOR_TESTS = Path("node_modules/axe-core/axe.min.js")


def copy(checkout: Path) -> None:
    """Fetch and copy the files; when npm cannot, say so in one line and go on: pages work without them."""
    stamp = checkout / STAMP
    wanted = hashlib.sha256((checkout / "package-lock.json").read_bytes()).hexdigest()
    there = [checkout / VENDOR / name for name in FILES] + [checkout / FOR_TESTS]
    done_before = stamp.exists() and stamp.read_text(encoding="utf-8") == wanted
    if done_before and all(file.exists() for file in there):
        return
    reason = fetch(checkout)
    if reason:
        sys.stderr.write(f"npm could not fetch the design tokens and htmx ({reason}); pages work, but plainly.\n")
        return
    (checkout / VENDOR).mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        shutil.copyfile(checkout / "node_modules" / source, checkout / VENDOR / name)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(wanted, encoding="utf-8")


def fetch(checkout: Path) -> str:
    """Install the locked packages without running any script of theirs; return why not, or an empty text."""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed"
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    done = subprocess.run(  # noqa: S603 - npm with fixed options.
        [npm, "ci", *options],
        cwd=checkout,
        env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
    return "" if done.returncode == 0 else (said[0] if said else f"exit code {done.returncode}")
