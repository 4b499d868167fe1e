"""The proxy sends a path to the service that the town's front would give it to."""

import re

import pytest
from starlette.applications import Starlette

from deploy.proxy.prefixes import prefixes, written
from shared.runtime.front import Front
from shared.service import services
from tests.deploy.containers.compose import PROJECT, read_compose

FOLDER = PROJECT / "deploy" / "proxy"
_LINE = re.compile(r'^    (?:"~(?P<pattern>[^"]+)"|default) (?P<service>\w+);$', re.MULTILINE)


def chosen(path: str) -> str:
    """Return the service the map chooses, as nginx reads it: the first pattern that fits, else the default."""
    lines = list(_LINE.finditer((FOLDER / "prefixes.conf").read_text(encoding="utf-8")))
    fitting = [line["service"] for line in lines if line["pattern"] and re.search(line["pattern"], path)]
    (default,) = [line["service"] for line in lines if line["pattern"] is None]
    return fitting[0] if fitting else default


def test_the_map_is_what_the_services_say_today() -> None:
    # Write it anew with: .venv/bin/python -m deploy.proxy.prefixes > deploy/proxy/prefixes.conf
    assert (FOLDER / "prefixes.conf").read_text(encoding="utf-8") == written(services())


def test_no_two_services_claim_one_path() -> None:
    claimed = [prefix for prefix, _ in prefixes(services())]

    assert sorted(claimed) == sorted(set(claimed))


@pytest.mark.parametrize("prefix", [prefix for prefix, _ in prefixes(services())])
def test_proxy_and_front_choose_the_same_service(prefix: str) -> None:
    apps = {service.name: Starlette() for service in services()}
    front = Front({one: apps[name] for one, name in prefixes(services())}, Starlette())
    names = {id(app): name for name, app in apps.items()}
    stem = prefix.rstrip("/")
    paths = [prefix, f"{stem}/", f"{stem}/x/y", f"{stem}x", f"{stem}-x/y", f"/x{stem}"]

    assert [chosen(path) for path in paths] == [names[id(front._owner(path))] for path in paths]


def test_the_proxy_passes_on_to_the_containers_of_the_compose_file_and_writes_no_path_down() -> None:
    configuration = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    containers = set(read_compose()["services"])

    assert {name for _, name in prefixes(services())} - containers == set()
    assert set(re.findall(r"proxy_pass (\S+);", configuration)) == {"http://$desk_service:8080"}
    assert re.findall(r"include (\S+);", configuration) == ["/etc/nginx/desk/prefixes.conf"]
    assert re.findall(r"(?:access|error)_log ([^;]+);", configuration) == ["stderr crit", "off"]


def test_the_proxy_keeps_what_everybody_may_read_and_nothing_else() -> None:
    configuration = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    kept = re.findall(r"location (\S+ ?\S*) \{[^}]*proxy_cache register;[^}]*\}", configuration)

    (place,) = kept
    pattern = place.removeprefix("~ ")
    assert [
        path for path in ("/register", "/register/feed.atom", "/registers", "/cases", "/") if re.match(pattern, path)
    ] == [
        "/register",
        "/register/feed.atom",
    ]
    assert re.findall(r"proxy_cache_valid", configuration) == []
