"""What a client of the desk knows, written so that no crash can take it back: one JSON line per step, each fsynced."""

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final


class Door(StrEnum):
    """How a client speaks to the desk."""

    MAIL = "mail"
    HTTP = "http"
    PAGE = "page"


class What(StrEnum):
    """What a client knows about one try."""

    INVOKE = "invoke"  # about to send
    OK = "ok"  # 250 or 202, or a page that shows the act
    FAIL = "fail"  # a temporary no: it is tried again
    UNKNOWN = "unknown"  # no answer: it may have been kept or not, and is tried again
    REFUSED = "refused"  # a permanent no: nothing may come of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a journal; *key* is the client's own name of what it sends, *act* what a person did."""

    at: float
    client: str
    key: str
    door: Door
    what: What
    act: str = ""
    receipt: str | None = None
    raw_id: str | None = None
    status_url: str | None = None
    code: int | None = None


class Journal:
    """A file that only grows; what was noted is on the disk before `note` returns."""

    def __init__(self, path: Path, *, client: str, door: Door) -> None:
        """Write to *path* as *client* at *door*."""
        self._client = client
        self._door = door
        self._file: Final = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, key: str, what: What, **known: Any) -> None:
        """Add one line and wait until it is safe."""
        entry = Entry(at=time.time(), client=self._client, key=key, door=self._door, what=what, **known)
        append(self._file, asdict(entry))


def append(file: int, value: object) -> None:
    """Write *value* as one JSON line to the open *file* and wait until it is safe."""
    os.write(file, json.dumps(value, ensure_ascii=False).encode() + b"\n")
    os.fsync(file)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read the whole lines of a file that somebody may still be writing or was killed while writing."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n")[:-1]:
        yield json.loads(line)


def entries(paths: Iterable[Path]) -> list[Entry]:
    """Read journals, in the order of time."""
    found = [
        Entry(**line | {"door": Door(line["door"]), "what": What(line["what"])})
        for path in paths
        for line in lines(path)
    ]
    return sorted(found, key=lambda entry: entry.at)
