"""A department's wish before companies: asked by the desk, answered through a link, compared, and closed fairly."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy import text

from services.routing.handlers.confirming import confirm
from services.routing.handlers.opening import open_cases
from services.routing.storage.party_offers import place_of
from services.routing.storage.questions import questions_of
from shared.database.transactions import DatabaseActor
from shared.documents.contents import FilledField, ProposalContent
from shared.events import ProposerKind
from shared.links import offer_token
from shared.settings import Installation
from tests.routing.conftest import NOW, OFFICER, House, seen_as, step
from tests.routing.web.conftest import a_browser

pytestmark = pytest.mark.asyncio(loop_scope="session") if False else []
WISH = ProposalContent(
    title="BAIT-使われない林道",
    fields=(
        FilledField(key="summary", label="課題の概要", value="BAIT-林道を歩く人を増やしたい"),
        FilledField(key="budget", label="予算", value="BAIT-内部の見込み", protected=True),
    ),
)


async def wish(house: House) -> None:
    received = await house.proposal(content=WISH)
    fact = received.fact.model_copy(update={"proposer_kind": ProposerKind.DEPARTMENT, "department": "shinrin"})
    async with house.worker.begin() as work:
        await open_cases([_with(received, fact)], work, at=NOW)
    async with house.web.begin(seen_as(OFFICER)) as work:
        await confirm(work, "R8-0012", step(OFFICER), abstract="要旨：林道の活用")


def _with(received: object, fact: object) -> object:
    from dataclasses import replace

    return replace(received, fact=fact)


async def ask(officer: httpx.AsyncClient, name: str, **more: str) -> httpx.Response:
    page = await officer.get("/cases/R8-0012/ask")
    form = hidden(page.text)
    said = {"new-name": name, "name-new": "担当者", "email-new": f"{len(name)}@a.example", "note": "ご検討ください"}
    return await officer.post("/cases/R8-0012/ask", data=form | {"release": "1"} | said | more)


def hidden(page: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="(csrf_token|version)" value="([^"]*)"', page))
    return found


async def offers(house: House) -> list[UUID]:
    return [
        row["offer_id"] for row in await house.rows("SELECT offer_id FROM routing.offer ORDER BY asked_at, offer_id")
    ]


@pytest.fixture
async def company(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of somebody who was sent a link."""
    async with a_browser() as browser:
        yield browser


async def enter(browser: httpx.AsyncClient, offer_id: UUID) -> httpx.Response:
    token = offer_token(Installation().link_secret, offer_id)
    entered = await browser.get(f"/offers/{token}")
    assert (entered.status_code, entered.headers["location"]) == (303, "/offers")
    return await browser.get("/offers")


async def test_a_company_sees_the_abstract_first_and_the_open_part_of_the_wish_once_it_took_it_up(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await wish(house)
    asked = await ask(officer, "株式会社あお")
    assert asked.status_code == 303, re.findall(r"＊([^<]+)", asked.text)
    [offer_id] = await offers(house)

    before = await enter(company, offer_id)
    taken = await company.post("/offers/take-up", data=hidden(before.text))
    after = await company.get("/offers")

    assert taken.status_code == 303
    assert ["要旨：林道の活用" in before.text, "BAIT-林道" in before.text] == [True, False]
    assert ["BAIT-林道を歩く" in after.text, "BAIT-内部" in after.text] == [True, False]
