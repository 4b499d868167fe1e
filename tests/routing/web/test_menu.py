"""The menu leads to places that open."""

import re

import httpx2 as httpx
import pytest

from shared.access.actor import Role
from shared.service import services
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import House

OF_ROUTING = tuple(prefix for service in services() if service.name == "routing" for prefix in service.prefixes)


def links(page: str, label: str) -> list[str]:
    """Return the addresses in the part of a page that has the label."""
    part = re.search(rf'aria-label="{label}">(.*?)</(nav|ul)>', page, re.DOTALL)
    return re.findall(r'href="([^"]+)"', part[1]) if part else []


@pytest.mark.parametrize(
    ("role", "unit", "of_ledger"),
    [
        (Role.DESK, None, ["協定", "事業", "募集", "審査会", "公表", "報道機関", "教訓", "資料"]),
        (Role.DEPARTMENT, "kanko", ["協定", "事業", "募集", "審査会", "公表", "教訓"]),
        (Role.MUNICIPALITY, "shi-bay", []),
    ],
)
async def test_every_entry_of_the_menu_opens_for_whoever_sees_it(
    house: House, client: httpx.AsyncClient, role: Role, unit: str | None, of_ledger: list[str]
) -> None:
    await sign_in(client, house.admin, role, department=unit)

    page = (await client.get("/cases")).text
    contents = await client.get("/ledger")
    entries = [*links(page, "主なメニュー"), *links(contents.text, "台帳")]
    answers = [(one, (await client.get(one)).status_code) for one in entries if one.startswith(OF_ROUTING)]

    assert [one for one in answers if one[1] != 200] == []
    assert "/cases" in entries
    assert contents.status_code == (200 if of_ledger else 403)
    assert [words in contents.text for words in of_ledger] == [True] * len(of_ledger)


async def test_whoever_reads_publications_sees_where_they_are_in_the_menu(officer: httpx.AsyncClient) -> None:
    page = (await officer.get("/publications")).text

    assert '<a class="desk-menu__link" href="/ledger" aria-current="true">台帳</a>' in page
    assert '<a class="desk-menu__link" href="/publications" aria-current="page">公表</a>' in page
    assert page.count("aria-current=") == 2
