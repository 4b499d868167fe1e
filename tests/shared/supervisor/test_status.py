from datetime import UTC, datetime
from pathlib import Path

from shared.supervisor import PartStatus, State, read_status
from shared.supervisor.status import write_status

SINCE = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    parts = [
        PartStatus(name="web", pid=7, state=State.READY, restarts=0, since=SINCE),
        PartStatus(name="notify", pid=None, state=State.BACKING_OFF, restarts=3, since=SINCE, waits_s=1.6),
    ]

    write_status(tmp_path / "status.json", parts, supervisor_pid=1)

    assert read_status(tmp_path / "status.json") == parts


def test_before_the_first_start_there_are_no_parts(tmp_path: Path) -> None:
    parts = read_status(tmp_path / "status.json")

    assert parts == []
