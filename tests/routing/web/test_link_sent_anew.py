"""A new link for who lost the old one: sent to the contact that is kept, and the old one is dead."""

import re

import httpx2 as httpx

from shared.events import OfferSentAnew
from shared.links import offer_token
from shared.settings import Installation
from tests.routing.conftest import House
from tests.routing.web.conftest import a_browser
from tests.routing.web.test_ends import CASE, words
from tests.routing.web.test_offer_link import ask, enter, hidden, offers, wish


async def test_a_new_link_kills_the_old_one_which_can_only_ask_for_another(
    house: House, officer: httpx.AsyncClient
) -> None:
    await wish(house)
    await ask(officer, "株式会社あお")
    [offer_id] = await offers(house)
    async with a_browser() as company:
        await enter(company, offer_id)
        form = re.findall(r'<form[^>]*action="[^"]*/send-anew".*?</form>', (await officer.get(CASE)).text, re.DOTALL)[0]
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
        sent = await officer.post(f"{CASE}/send-anew", data=fields)

        dead = await company.get("/offers")
        answered = await company.post("/offers/take-up", data=hidden(dead.text))
        asked = await company.post("/offers/send-anew", data=hidden(dead.text))
        again = await company.post("/offers/send-anew", data=hidden(dead.text))
        newest = await company.get(f"/offers/{offer_token(Installation().link_secret, offer_id, 3)}")
        page = await company.get("/offers")

    told = sorted([(one.fact.link, one.fact.asked_for) for one in await house.facts(OfferSentAnew)])
    assert (sent.status_code, dead.status_code, answered.status_code) == (303, 410, 410)
    assert "もう一度お送りします" in words(dead.text)
    assert (asked.headers["location"], again.status_code) == ("/offers/sent", 410)
    assert (newest.status_code, page.status_code) == (303, 200)
    assert told == [(2, False), (3, True)]
    assert "依頼を送り直し（団体が、古いリンクのページから求めたもの）" in words((await officer.get(CASE)).text)
