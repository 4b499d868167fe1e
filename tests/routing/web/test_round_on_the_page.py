"""The end of a round on the page of a case, also where one department alone was asked."""

import re
from datetime import timedelta

import httpx2 as httpx

from shared.events import Verdict
from shared.japanese.era import day_in_japan, wareki
from shared.web.pages import utc_now
from tests.routing.conftest import FOREST, House
from tests.routing.ending import judged, look
from tests.routing.web.test_ends import CASE, press, words

CLOSING = {"way": "collaboration", "ground": "ほかに応じた課がないため。", "words": "実施に向けて進めます。"}


async def test_the_round_of_one_department_is_closed_by_the_page(house: House, officer: httpx.AsyncClient) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)
    await judged(house, Verdict.VIABLE)
    offer = (await look(house)).of_this_round[0]

    page = (await officer.get(CASE)).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    without = await officer.post(f"{CASE}/close-round", data=hidden | {"partners": str(offer.offer_id)})
    closed = await officer.post(f"{CASE}/close-round", data=hidden | CLOSING | {"partners": str(offer.offer_id)})

    assert "回答の比較" not in page
    assert "回答を締め切り、連携先を決める" in words(page)
    assert "選ばれなかった団体へのお知らせ" not in page
    assert (without.status_code, closed.status_code) == (422, 303)
    assert re.search(f'value="{offer.offer_id}"[^>]* checked', without.text)
    assert (await look(house)).stage.value == "coordinating"


async def test_the_desk_lets_the_conditions_go_and_the_answer_is_noted_on_the_page(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)
    await judged(house, Verdict.CONDITIONAL)

    before = (await officer.get(CASE)).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', before))
    day = day_in_japan(utc_now()) + timedelta(days=60)
    due = {f"conditions-shinrin-due-{part}": str(getattr(day, part)) for part in ("year", "month", "day")}
    said = hidden | {"department": "shinrin"} | due
    wrong = await officer.post(f"{CASE}/ask-conditions", data=said)
    asked = await officer.post(
        f"{CASE}/ask-conditions", data=said | {"conditions-shinrin-words": "条件をご確認ください。"}
    )
    waiting = words((await officer.get(CASE)).text)
    accepted = await press(officer, "accept-conditions")
    page = (await officer.get(CASE)).text

    assert ("条件に答える" in before, "デスクが確認中（提案者に未送付）" in before) == (False, True)
    assert (wrong.status_code, asked.status_code, accepted.status_code) == (422, 303, 303)
    assert '<a href="#f-conditions-shinrin-words">' in wrong.text
    assert ("条件への同意を求める" in waiting, f"回答の期限 {wareki(day)}" in waiting) == (False, True)
    assert 'id="close-round"' in page
