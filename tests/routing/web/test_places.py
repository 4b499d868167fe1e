"""Every link from the next steps and the contents of a case leads to a part of its page."""

import re

import httpx2 as httpx
import pytest

from shared.events import Verdict
from tests.routing.conftest import House
from tests.routing.ending import DECLINE, at, do, judged
from tests.routing.web.test_ends import CASE, words


def led_to(page: str) -> set[str]:
    """Return where the contents and the next steps lead."""
    parts = re.findall(
        r'<section class="desk-card[^>]* id="next".*?</section>|<nav class="desk-tabs".*?</nav>', page, re.DOTALL
    )
    assert len(parts) == 2
    return {anchor for part in parts for anchor in re.findall(r'href="#([^"]+)"', part)}


@pytest.mark.parametrize("stage", ["received", "confirming", "waiting_for_proposer", "offered", "reviewing"])
async def test_the_ways_on_a_page_lead_somewhere(house: House, officer: httpx.AsyncClient, stage: str) -> None:
    await at(house, stage)

    page = (await officer.get(CASE)).text

    assert led_to(page) - set(re.findall(r' id="([^"]+)"', page)) == set()


async def test_the_end_of_a_round_and_of_a_case_are_the_next_step_on_top(
    house: House, officer: httpx.AsyncClient
) -> None:
    await at(house, "reviewing")
    await judged(house, Verdict.VIABLE)

    answered = (await officer.get(CASE)).text
    await do(house, "propose-decline", **DECLINE)
    proposed = (await officer.get(CASE)).text

    assert answered.index('id="next"') < answered.index('id="proposal"')
    assert "回答がそろいました。回答を締め切り、連携先を決めてください。" in words(answered)
    assert {"close-round", "dialogue"} <= led_to(answered)
    assert "decline-waiting" in led_to(proposed)
    assert led_to(answered) - set(re.findall(r' id="([^"]+)"', answered)) == set()
    assert led_to(proposed) - set(re.findall(r' id="([^"]+)"', proposed)) == set()
