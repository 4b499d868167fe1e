import json
from pathlib import Path

PROJECT = Path(__file__).parents[3]


def test_the_npm_lock_names_no_address_and_every_package_has_its_hash() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text())

    packages = {path: package for path, package in lock["packages"].items() if path}
    assert [path for path, package in packages.items() if "resolved" in package] == []
    assert [path for path, package in packages.items() if "integrity" not in package] == []


def test_dependencies_of_the_pages_have_exact_versions() -> None:
    project = json.loads((PROJECT / "package.json").read_text())
    lock = json.loads((PROJECT / "package-lock.json").read_text())

    asked = {**project["dependencies"], **project["devDependencies"]}
    assert asked == {name: lock["packages"][f"node_modules/{name}"]["version"] for name in asked}
