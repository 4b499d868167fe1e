"""A clamd of our own: a real one, with one line of signature that we wrote, no update and no network."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.system import PROGRAMS
from services.intake.domain.files.values import FileLimits
from tests.waiting import until_it_answers

# Nothing but our tests says this. The scanner looks for the hexadecimal form, so no other scanner sees it here.
MARK = b"renkei-desk test mark, harmless"
SIGNATURE = "Renkei.Desk.Test"
# Larger than any file of a test but the one that is to be too large.
MOST_BYTES = FileLimits().max_inner_archive_bytes // 10
_START_SECONDS = 30


@contextmanager
def running_clamd() -> Iterator[str]:
    """Start a clamd in a folder of its own and yield the path of its socket; it is gone in the end."""
    # Not below pytest's own folder: the path of a socket may have a hundred letters only.
    with tempfile.TemporaryDirectory(prefix="desk-clamd-") as name:
        folder = Path(name)
        (folder / "db").mkdir()
        (folder / "db" / "desk.ndb").write_text(f"{SIGNATURE}:0:*:{MARK.hex()}\n")
        settings = {
            "LocalSocket": folder / "clamd.sock",
            "DatabaseDirectory": folder / "db",
            "TemporaryDirectory": folder,
            "Foreground": "yes",
            "StreamMaxLength": MOST_BYTES,
        }
        (folder / "clamd.conf").write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                ["clamd", "--config-file", str(folder / "clamd.conf")], env={"PATH": PROGRAMS}, stdout=log, stderr=log
            )
        try:
            until_it_answers((folder / "clamd.sock").exists, process, folder / "log", seconds=_START_SECONDS)
            yield str(folder / "clamd.sock")
        finally:
            process.terminate()
            process.wait(10)
