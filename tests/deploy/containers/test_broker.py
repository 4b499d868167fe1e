"""The broker starts with the topology of the code and with an administrator."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from shared.service import services, topology
from tests.deploy.containers.compose import PROJECT

FOLDER = PROJECT / "deploy" / "broker"


def start(folder: Path, *command: str, password: str | None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DEFINITIONS_FOLDER": str(folder)}
    environment["TOPOLOGY_FILE"] = str(FOLDER / "definitions.json")
    if password is not None:
        environment["DESK_BROKER_PASSWORD"] = password
    return subprocess.run(
        ["sh", str(FOLDER / "start.sh"), *command], env=environment, check=False, capture_output=True, text=True
    )


def test_the_committed_definitions_are_the_topology_of_the_code() -> None:
    # Write them anew with: .venv/bin/desk definitions > deploy/broker/definitions.json
    committed = json.loads((FOLDER / "definitions.json").read_text(encoding="utf-8"))

    assert committed == topology(services()).definitions()


def test_the_committed_definitions_hold_no_user_and_no_password() -> None:
    committed = json.loads((FOLDER / "definitions.json").read_text(encoding="utf-8"))

    assert set(committed) == {"vhosts", "exchanges", "queues", "bindings"}


def test_the_broker_is_started_with_topology_and_administrator_in_private_files(tmp_path: Path) -> None:
    done = start(tmp_path, "sh", "-c", 'echo "started ${DESK_BROKER_PASSWORD-without the password}"', password="a-1_B")

    files = sorted(tmp_path.iterdir())
    assert (done.returncode, done.stdout) == (0, "started without the password\n")
    assert [(file.name, stat.S_IMODE(file.stat().st_mode)) for file in files] == [
        ("10-topology.json", 0o600),
        ("20-administrator.json", 0o600),
    ]
    assert files[0].read_bytes() == (FOLDER / "definitions.json").read_bytes()
    assert json.loads(files[1].read_text()) == {
        "users": [{"name": "admin", "password": "a-1_B", "tags": "administrator"}],
        "permissions": [{"user": "admin", "vhost": "desk", "configure": ".*", "write": ".*", "read": ".*"}],
    }


@pytest.mark.parametrize("password", [None, "", 'x", "tags": "', "a b", "a@b", "パス"])
def test_the_broker_does_not_start_with_a_password_that_cannot_be_written(tmp_path: Path, password: str | None) -> None:
    done = start(tmp_path, "echo", "started", password=password)

    assert (done.returncode != 0, done.stdout, list(tmp_path.iterdir())) == (True, "", [])
