"""Where the verbs find the desk of this checkout when the shell does not say."""

import os
import shlex
from pathlib import Path

from shared.settings import PROJECT


def take_local_environment(folder: Path = PROJECT / ".local") -> None:
    """Take what `make run` wrote to `.local/desk.env`, without overriding what the shell says."""
    file = folder / "desk.env"
    if "DESK_DATABASE_URL" in os.environ or not file.exists():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator:
            os.environ.setdefault(name, "".join(shlex.split(value)))
