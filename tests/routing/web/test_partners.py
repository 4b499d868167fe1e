"""Several partners on one case: shown with the ground, and handed on to what is begun from the case."""

import re
from typing import Any

import httpx2 as httpx

from services.routing.handlers.partners import partners_outside
from tests.routing.conftest import House
from tests.routing.ending import do, look
from tests.routing.web.test_ends import CASE, words
from tests.routing.web.test_offer_link import ask, wish

CLOSING: dict[str, Any] = {"way": "contract", "ground": "両者とも要件を満たすため。", "words": "二者と進めます。"}


async def test_all_partners_of_a_round_are_shown_and_an_agreement_begins_with_them(
    house: House, officer: httpx.AsyncClient
) -> None:
    await wish(house)
    for name in ("株式会社あお", "みどり工業株式会社"):
        await ask(officer, name)
    for one in (await look(house)).of_this_round:
        await do(house, "give-verdict", party_id=one.party_id, verdict="viable", reason="応じます。")
    case = await do(house, "close-round", partners=[one.offer_id for one in (await look(house)).offers], **CLOSING)

    page = words((await officer.get(CASE)).text)
    begun = await officer.get("/agreements/new?case=R8-0012")
    said = (await officer.get("/api/cases/R8-0012")).json()["partners"]
    async with house.worker.begin() as work:
        outside = [one.name for one in await partners_outside(work, case)]

    assert (
        "連携先 株式会社あお みどり工業株式会社 進め方 契約型 公平性の根拠（庁内） 両者とも要件を満たすため。" in page
    )
    assert [one.offer_id for one in case.partners] == [one.offer_id for one in case.offers]
    assert re.findall(r'name="parties"[^>]*>\s*([^<]+)</textarea>', begun.text) == ["株式会社あお\nみどり工業株式会社"]
    assert [one["name"] for one in said["partners"]] == outside == ["株式会社あお", "みどり工業株式会社"]
    assert (said["way"], said["ground"]) == ("contract", "両者とも要件を満たすため。")
