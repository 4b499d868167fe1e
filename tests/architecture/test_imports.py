"""Import everything once, in one fresh process that cannot connect, with walls between the services."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import services
import shared
from shared.database.roles import SERVICES
from shared.settings import PROJECT

# Neither a connection nor a variable of the environment may be needed to import anything. Shared code is imported
# once, without any service; then each service in a child of its own, without the others.
IMPORT = """
import importlib, json, os, socket, sys

def refuse(*arguments, **named):
    raise AssertionError("somebody connects or asks for a name on import")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.create_connection = socket.getaddrinfo = refuse
for name in [name for name in os.environ if name.startswith("DESK_")]:
    del os.environ[name]
walls = ["services"]

class Wall:
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in walls):
            raise ImportError(f"{name} is walled off")

def all_of(names):
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException as error:
            return f"{name}: {error!r}"
    return ""

sys.meta_path.insert(0, Wall())
wanted = json.loads(sys.argv[1])
said = {"shared": all_of(wanted.pop("shared"))}
for service, names in wanted.items():
    out, into = os.pipe()
    if os.fork() == 0:
        walls[:] = [f"services.{other}" for other in wanted if other != service]
        os.write(into, all_of(names).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as answer:
        said[service] = answer.read()
    os.wait()
print(json.dumps(said))
"""


def modules_of(path: list[str], prefix: str) -> list[str]:
    # Alembic's environment is run by Alembic, a __main__ of shared by Python: importing them is using them.
    return [
        one.name
        for one in pkgutil.walk_packages(path, prefix)
        if not one.name.endswith("alembic.env") and one.name != "shared.cli.__main__"
    ]


@pytest.fixture(scope="module")
def wanted() -> dict[str, list[str]]:
    """Every module of the project by whose it is."""
    found = {"shared": modules_of(list(shared.__path__), "shared.")}
    for service in SERVICES:
        folder = Path(next(iter(services.__path__))) / service
        found[service] = modules_of([str(folder)], f"services.{service}.")
    return found


@pytest.fixture(scope="module")
def imported(wanted: dict[str, list[str]]) -> dict[str, str]:
    """What went wrong, by whose module it was; nothing is an empty text."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT, json.dumps(wanted)],
        check=True,
        capture_output=True,
        text=True,
        cwd=PROJECT,
    )
    said: dict[str, str] = json.loads(ended.stdout)
    return said


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_imported_without_the_others_and_without_connecting(
    imported: dict[str, str], service: str
) -> None:
    assert imported[service] == ""


def test_what_is_shared_is_imported_without_any_service_and_without_connecting(imported: dict[str, str]) -> None:
    assert imported["shared"] == ""


def test_all_of_the_project_was_tried(wanted: dict[str, list[str]]) -> None:
    tried = {name for names in wanted.values() for name in names}
    sources = {
        ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
        for root in ("services", "shared")
        for path in (PROJECT / root).rglob("*.py")
        if "migrations" not in path.parts
    }

    left_out = {"services", "shared", "shared.database.alembic.env", "shared.cli.__main__"}
    assert sources - tried - {f"services.{service}" for service in SERVICES} == left_out
