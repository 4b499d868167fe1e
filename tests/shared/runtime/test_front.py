import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from shared.runtime.front import Front
from shared.runtime.menu import MENU
from shared.service import services


def says(name: str) -> ASGIApp:
    return PlainTextResponse(name)


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/", "intake"),
        ("/cases", "routing"),
        ("/cases/R8-0012", "routing"),
        ("/casesx", "intake"),
        ("/inbox", "notify"),
        ("/inbox/mails", "notify"),
        ("/readyz", "health"),
        ("/unknown", "intake"),
    ],
)
def test_the_longest_prefix_decides_whose_page_it_is(path: str, owner: str) -> None:
    front = Front({"/": says("intake"), "/cases": says("routing"), "/inbox": says("notify")}, says("health"))
    app = Starlette()
    app.mount("/", front)

    assert TestClient(app).get(path).text == owner


def test_no_two_services_claim_the_same_address() -> None:
    prefixes = [prefix for service in services() for prefix in service.prefixes]

    assert sorted(set(prefixes)) == sorted(prefixes)


def test_every_entry_of_the_menu_is_the_address_of_a_service() -> None:
    prefixes = tuple(prefix for service in services() for prefix in service.prefixes if prefix != "/")

    places = [place for item in MENU for place in (item, *item.under) if place.href]
    lost = [item.href for item in places if not f"{item.href}/".startswith(tuple(f"{prefix}/" for prefix in prefixes))]

    assert lost == []
