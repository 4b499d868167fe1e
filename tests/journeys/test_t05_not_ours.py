"""T5: a department says whose else it is, the desk asks that one with one press, and the third return alarms it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.journeys.test_answers_to_our_mails import a_mail
from tests.journeys.test_t03_no_mail_storm import Delivery, deliver
from tests.journeys.test_the_first_path import Town, case_of, confirm, sign_in
from tests.waiting import until

TITLE = "三つの課をめぐる見学船"
PROPOSER = "kengakusen@not-ours.example.jp"
REASON = "BAIT-当課の事務分掌には含まれないため。"
USERS = {"suisan": "suisan-isobe", "kanko-shinko": "kanko-toyama", "datsutanso": "datsutanso-oki"}


@pytest.fixture
async def pages(chromium: Browser, town: Town) -> AsyncIterator[dict[str, Page]]:
    """The desk and three departments, each signed in at a screen of its own, without JavaScript."""
    async with AsyncExitStack() as stack:
        opened = {}
        for post, user in {"desk": "desk-minami", **USERS}.items():
            context = await chromium.new_context(java_script_enabled=False, locale="ja-JP", timezone_id="Asia/Tokyo")
            stack.push_async_callback(context.close)
            opened[post] = await context.new_page()
            await sign_in(opened[post], town, user)
        yield opened


async def give_back(page: Page, town: Town, receipt: str, named: str) -> None:
    """Let a department return its offer as not its own."""
    await page.goto(f"{town.web}/cases/{receipt}")
    await page.get_by_text("担当外として返送する").first.click()
    await page.get_by_label("担当と考えられる課").select_option(named)
    await page.get_by_label("担当外と考える理由").fill(REASON)
    await page.get_by_role("button", name="担当外として返送する").click()


async def told(page: Page, town: Town, receipt: str, kind: str) -> list[Any]:
    """Return what the post at a screen was told of the case."""
    answer = await page.request.get(f"{town.web}/api/inbox")
    return [one for one in (await answer.json())["notifications"] if (one["receipt"], one["kind"]) == (receipt, kind)]


async def test_what_is_not_ours_finds_its_department_or_the_desk(town: Town, pages: dict[str, Page]) -> None:
    deliver(town, Delivery(raw=a_mail(PROPOSER, TITLE, "三つの港をめぐる船を出します。\n", 5), mail_from=PROPOSER))
    receipt = town.eventually(lambda: case_of(town, TITLE))["receipt"]
    desk = pages["desk"]
    await confirm(desk, town, receipt, "三つの港をめぐる見学船の提案です。")
    await desk.locator("select[name=departments], select[name=other-1]").first.select_option("suisan")
    await desk.get_by_role("button", name="送付する", exact=True).click()

    offers = []
    for post, named, name in (
        ("suisan", "kanko-shinko", "観光振興課"),
        ("kanko-shinko", "datsutanso", "脱炭素推進課"),
    ):
        await give_back(pages[post], town, receipt, named)
        await desk.goto(f"{town.web}/cases/{receipt}")
        said = await desk.content()
        await desk.get_by_role("button", name=f"{name}に主担当として送付する").click()
        offers.append((REASON in said, "回返送されています" in said))
    await give_back(pages["datsutanso"], town, receipt, "suisan")

    await desk.goto(f"{town.web}/cases/{receipt}")
    alarm = await desk.content()
    await desk.goto(f"{town.web}/cases/returns")
    waiting = await desk.get_by_role("row").filter(has_text=receipt).first.inner_text()
    await until(lambda: told(desk, town, receipt, "case_bounced"))
    case = town.desk("case", "show", receipt)
    assert offers == [(True, False)] * 2
    assert "3回返送されています。デスクで担当を決めてください。" in alarm
    assert ("3回" in waiting, "脱炭素推進課" in waiting, "水産課" in waiting) == (True, True, True)
    assert [(one["department"], one["suggested"], one["state"]) for one in case["offers"]] == [
        ("suisan", "kanko-shinko", "returned"),
        ("kanko-shinko", "datsutanso", "returned"),
        ("datsutanso", "suisan", "returned"),
    ]
    assert [one["urgent"] for one in await told(desk, town, receipt, "case_bounced")] == [True]
    assert len(await told(desk, town, receipt, "verdict_given")) == 3
    for post in USERS:
        assert [one["link"] for one in await told(pages[post], town, receipt, "offer_made")] == [None]
