"""T6: a department's wish goes to three companies; links and mails answer it, all read the same, and it ends fairly."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from deploy.sample.proposals import department_wish
from deploy.sample.send import send_wish
from tests.journeys.test_answers_to_our_mails import a_mail
from tests.journeys.test_t03_no_mail_storm import Delivery, deliver
from tests.journeys.test_the_first_path import Town, case_of, confirm, sent_mails, sign_in
from tests.waiting import until

BLUE, GREEN, WHITE = "ao@ao-keikaku.example.jp", "midori@midori-works.example.jp", "shiro@shiro-unyu.example.jp"
COMPANIES = {BLUE: "株式会社あお計画", GREEN: "みどり工業株式会社", WHITE: "しろ運輸株式会社"}
QUESTION = "あお計画です。実施は来年度でもよいですか。"
PUBLISHED, ANSWER = "実施は来年度でもよいですか。", "はい、来年度でも差し支えありません。"
WORDS = "あお計画と進めることになりました。"
OTHERS_WORDS, PARTNER_WORDS = "今回はほかの方と進めることになりました。", "ぜひ一緒に進めさせてください。"
_LINK = re.compile(r"https?://\S+/offers/\S+")


@pytest.fixture
async def pages(chromium: Browser, town: Town) -> AsyncIterator[dict[str, Page]]:
    """The desk, the department and two companies, each at a screen of its own, without JavaScript."""
    async with AsyncExitStack() as stack:
        opened = {}
        for who in ("desk", "department", BLUE, WHITE):
            context = await chromium.new_context(java_script_enabled=False, locale="ja-JP", timezone_id="Asia/Tokyo")
            stack.push_async_callback(context.close)
            opened[who] = await context.new_page()
        await sign_in(opened["desk"], town, "desk-minami")
        await sign_in(opened["department"], town, department_wish()["user"])
        yield opened


def letters_to(town: Town, address: str) -> list[Any]:
    """Return what was sent to an address, the oldest first."""
    found = [sent for sent in sent_mails(town) if address in str(sent["To"])]
    return sorted(found, key=lambda sent: str(sent["Date"]))


def told(town: Town, address: str, words: str) -> Any:
    """Return the letter to an address whose subject or text holds *words*."""
    return next((one for one in letters_to(town, address) if words in f"{one['Subject']}{one.get_content()}"), None)


async def ask(desk: Page, town: Town, receipt: str, address: str) -> None:
    """Let the desk ask a company that is in no registry yet."""
    await desk.goto(f"{town.web}/cases/{receipt}/ask")
    await desk.locator("#f-new-name").fill(COMPANIES[address])
    await desk.locator("#f-name-new").fill("企画部")
    await desk.locator("#f-email-new").fill(address)
    await desk.get_by_label("団体への連絡").fill("ぜひご検討ください。")
    await desk.get_by_role("button", name="検討を依頼する").click()


async def open_link(page: Page, town: Town, address: str) -> None:
    """Open the link a company was sent, as its mail program does."""
    letter = told(town, address, "/offers/")
    found = _LINK.search(letter.get_content())
    assert found is not None
    await page.goto(found[0])


async def shows(page: Page, address: str, words: str) -> bool:
    """Look whether a page shows some words by now."""
    await page.goto(address)
    return words in await page.inner_text("main")


async def ask_and_publish(blue: Page, desk: Page, case: str) -> None:
    """Let a company ask something, and the desk answer it for all in words of its own."""
    await blue.locator("#f-question").fill(QUESTION)
    await blue.get_by_role("button", name="質問を送る").click()
    await desk.goto(case)
    await desk.get_by_label("公開する質問の文").fill(PUBLISHED)
    await desk.locator("textarea[name=answer]").fill(ANSWER)
    await desk.get_by_role("button", name="回答し、すべての相手に公開する").click()


async def answer_by_link(blue: Page) -> str:
    """Let a company take up what it was asked and say yes; return what it read in between."""
    await blue.get_by_role("button", name="関心があり、検討を引き受ける").click()
    await blue.wait_for_load_state()
    read = await blue.inner_text("main")
    await blue.get_by_label("応じます", exact=True).check()
    await blue.get_by_label("理由・ご提案の内容").fill("当社の技術で実現できます。")
    await blue.get_by_role("button", name="回答を送る").click()
    return read


async def answer_by_mail(town: Town, desk: Page, case: str) -> None:
    """Let a company answer the mail it was sent, and the desk write down what it reads there."""
    asked = told(town, GREEN, "/offers/")
    reply = a_mail(GREEN, f"Re: {asked['Subject']}", "当社も取り組みたく存じます。\n", 66)
    deliver(town, Delivery(raw=reply, mail_from=GREEN, to=str(asked["Reply-To"])))
    await until(partial(shows, desk, case, "当社も取り組みたく存じます。"), seconds=20)
    form = desk.get_by_role("form", name=f"{COMPANIES[GREEN]}の回答を記録する")
    await form.locator("select[name=verdict]").select_option("viable")
    await form.locator("textarea[name=reason]").fill("取り組みたいとの回答（メール）。")
    await form.get_by_role("button", name="回答を記録する").click()


async def close(desk: Page) -> None:
    """Let the desk go on with one company and tell everybody why."""
    round_ = desk.locator("#close-round")
    await round_.get_by_label(COMPANIES[BLUE]).check()
    await round_.locator("input[value=collaboration]").check()
    await round_.locator("[name=ground]").fill("三者に同じ条件で依頼し、提案の内容を比べて決めた。")
    await round_.locator("[name=words]").fill(WORDS)
    await round_.locator("[name=words_to_partners]").fill(PARTNER_WORDS)
    await round_.locator("[name=words_to_others]").fill(OTHERS_WORDS)
    await round_.get_by_role("button", name="締め切り、連携先を決める").click()


async def test_a_wish_goes_to_three_companies_and_ends_with_one_of_them(town: Town, pages: dict[str, Page]) -> None:
    send_wish(town.web, town.home / "accounts.json")
    title = department_wish()["values"]["title"]
    receipt = town.eventually(lambda: case_of(town, title))["receipt"]
    desk, department, blue, white = pages["desk"], pages["department"], pages[BLUE], pages[WHITE]
    case = f"{town.web}/cases/{receipt}"
    await department.goto(f"{town.web}/cases")
    menu, own = await department.inner_text("nav"), await department.inner_text("main")

    await confirm(desk, town, receipt, "県の課の課題を、要旨として示します。")
    for address in COMPANIES:
        await ask(desk, town, receipt, address)
    for address in COMPANIES:
        town.eventually(partial(told, town, address, "/offers/"))
    await open_link(blue, town, BLUE)
    before = await blue.inner_text("main")
    await ask_and_publish(blue, desk, case)
    await open_link(white, town, WHITE)
    for_all = await white.inner_text("main")
    for address in COMPANIES:
        town.eventually(partial(told, town, address, "質問と回答"))
    taken = await answer_by_link(blue)
    await answer_by_mail(town, desk, case)
    await white.locator("#f-decline-reason").fill("人手が足りないため。")
    await white.get_by_role("button", name="辞退する", exact=True).click()
    await desk.goto(case)
    side_by_side = await desk.locator("#answers").inner_text()
    await close(desk)

    town.eventually(partial(told, town, BLUE, PARTNER_WORDS))
    town.eventually(partial(told, town, GREEN, OTHERS_WORDS))
    await blue.goto(f"{town.web}/offers")
    ended = await blue.inner_text("main")
    await until(partial(shows, department, case, WORDS), seconds=20)
    assert ("課から提案する" in menu, title in own) == (True, True)
    assert [word in before for word in ("要旨として示します。", title, COMPANIES[GREEN])] == [True, False, False]
    assert title in taken
    assert [words in for_all for words in (PUBLISHED, ANSWER, "あお計画")] == [True, True, False]
    assert [name in side_by_side for name in COMPANIES.values()] == [True] * 3
    assert [words in ended for words in (PARTNER_WORDS, "県の連携先に決まりました")] == [True, True]
    assert town.desk("case", "show", receipt)["stage"] == "coordinating"
    assert told(town, WHITE, OTHERS_WORDS) is None
