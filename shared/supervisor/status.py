"""The status file that other programs watch."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from shared.supervisor.part import PartStatus, State


def write_status(path: Path, parts: Sequence[PartStatus], *, supervisor_pid: int) -> None:
    """Replace *path* as one step, so that a reader sees the old status or the new one, never half of one."""
    said = {
        "pid": supervisor_pid,
        "parts": [
            {
                "name": part.name,
                "pid": part.pid,
                "state": part.state.value,
                "restarts": part.restarts,
                "since": part.since.isoformat(timespec="milliseconds"),
                "waits_s": part.waits_s,
            }
            for part in parts
        ],
    }
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def read_status(path: Path) -> list[PartStatus]:
    """Return the parts as *path* tells them; an empty list when there is no such file."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [
        PartStatus(
            name=part["name"],
            pid=part["pid"],
            state=State(part["state"]),
            restarts=part["restarts"],
            since=datetime.fromisoformat(part["since"]),
            waits_s=part["waits_s"],
        )
        for part in said["parts"]
    ]
