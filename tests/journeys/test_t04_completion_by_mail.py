"""T4: what is missing is asked, the clock stands still, the proposer answers by mail, and two units are asked.

Beside it the other end: declined with a reason, read by the proposer, proposed again, linked, and withdrawn.
"""

import re
from functools import partial
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.journeys.test_answers_to_our_mails import a_mail, answer
from tests.journeys.test_t03_no_mail_storm import Delivery, deliver
from tests.journeys.test_the_first_path import Town, case_of, confirm, sent_mails, sign_in
from tests.waiting import until

TITLE = "棚田の夜間観察会"
PROPOSER = "tanada@completion.example.jp"
IDEA = "棚田で蛍と星の観察会を開き、参加費を農道の手入れに充てます。地元の中学生が案内役を務めます。\n"


def mails_to(town: Town, address: str) -> list[Any]:
    """Return what went to the proposer."""
    return [sent for sent in sent_mails(town) if address in str(sent["To"])]


def stage(town: Town, receipt: str) -> str:
    """Return where the case stands."""
    return str(town.desk("case", "show", receipt)["stage"])


def words_of(mail: Any) -> str:
    """Return what a mail of the desk says."""
    return str(mail.get_body(preferencelist=("plain",)).get_content())


def status_path(mail: Any) -> str:
    """Return the secret path that a mail to the proposer names."""
    return str(re.findall(r"/status/[A-Za-z0-9_-]+", words_of(mail))[0])


async def arrived(town: Town, address: str, title: str, number: int) -> tuple[str, Any]:
    """Let a mail arrive, and return its receipt number and its acknowledgement."""
    deliver(town, Delivery(raw=a_mail(address, title, IDEA, number), mail_from=address))
    receipt = town.eventually(lambda: case_of(town, title))["receipt"]
    return receipt, town.eventually(lambda: mails_to(town, address))[0]


async def shows(page: Page, town: Town, words: str) -> bool:
    """Look again at the proposer's page."""
    await page.goto(f"{town.web}/status")
    return words in await page.locator("main").inner_text()


async def test_what_is_missing_comes_by_mail_and_two_units_are_asked(town: Town, window: BrowserContext) -> None:
    receipt, acknowledged = await arrived(town, PROPOSER, TITLE, 40)
    desk, proposer = await window.new_page(), await window.new_page()
    await sign_in(desk, town, "desk-minami")
    await proposer.goto(town.web + status_path(acknowledged))

    await desk.goto(f"{town.web}/cases/{receipt}")
    await desk.get_by_text("補正をお願いする").first.click()
    await desk.get_by_label("費用負担の考え方が読み取れる").last.check()
    await desk.locator("#f-ask-completion-words").fill("参加費の使いみちをお聞かせください。")
    await desk.get_by_role("button", name="補正をお願いする").click()
    await desk.wait_for_load_state()
    waiting, still = stage(town, receipt), await desk.locator("#clock").inner_text()
    await until(partial(shows, proposer, town, "参加費の使いみちをお聞かせください。"), seconds=20)
    reply = answer(PROPOSER, "参加費は農道の手入れに充てます。", 41)
    deliver(town, Delivery(raw=reply, mail_from=PROPOSER, to=str(acknowledged["Reply-To"])))
    town.eventually(lambda: stage(town, receipt) == "confirming")
    await desk.goto(f"{town.web}/cases/{receipt}")
    going = await desk.locator("#clock").inner_text()
    await confirm(desk, town, receipt, "棚田での観察会の提案です。")
    asked = ("--set", "departments=suisan", "--set", "departments=kanko-shinko", "--set", "lead=suisan")
    town.desk("case", "do", receipt, "offer", "--as", "desk-minami", *asked)

    case = town.desk("case", "show", receipt)
    assert waiting == "waiting_for_proposer"
    assert ["再開後の残り" in clock for clock in (still, going)] == [True, False]
    assert ["約束の日" in clock for clock in (still, going)] == [False, True]
    assert sorted((one["department"], one["lead"]) for one in case["offers"]) == [
        ("kanko-shinko", False),
        ("suisan", True),
    ]
    await until(partial(shows, proposer, town, "現在の段階：担当課へ提案中"), seconds=20)


async def test_what_was_declined_is_read_proposed_again_linked_and_withdrawn(
    town: Town, window: BrowserContext
) -> None:
    address = "futatabi@completion.example.jp"
    first, acknowledged = await arrived(town, address, "蛍の観察会その一", 42)
    desk, proposer = await window.new_page(), await window.new_page()
    await sign_in(desk, town, "desk-minami")
    await proposer.goto(town.web + status_path(acknowledged))

    await desk.goto(f"{town.web}/cases/{first}")
    await desk.get_by_text("見送る", exact=True).first.click()
    await desk.get_by_label("県の施策の方向性と合わない").check()
    await desk.locator("#f-decline-reason").fill("BAIT-庁内だけの理由")
    await desk.locator("#f-decline-alternatives").fill("市町村の観光協会にご相談ください。")
    await desk.get_by_role("button", name="見送りを起案する").click()
    await desk.wait_for_load_state()
    assert await desk.get_by_text("起案したあなたとは別の職員の承認が必要です。").is_visible()
    town.desk("case", "do", first, "approve-decline", "--as", "desk-asahina")
    await until(partial(shows, proposer, town, "市町村の観光協会にご相談ください。"), seconds=20)
    read = await proposer.locator("main").inner_text()
    await until(partial(has, desk, f"{town.web}/cases/{first}", "提案者のページに表示されました"), seconds=20)

    deliver(town, Delivery(raw=a_mail(address, "蛍の観察会その二", IDEA, 43), mail_from=address))
    second = town.eventually(lambda: case_of(town, "蛍の観察会その二"))["receipt"]
    await desk.goto(f"{town.web}/cases/{second}")
    await desk.get_by_text("ほかの案件を結び付ける").click()
    await desk.locator("#links select").select_option("proposed_again")
    await desk.get_by_label("相手の受付番号").fill(first)
    await desk.get_by_role("button", name="結び付ける", exact=True).click()
    await desk.wait_for_load_state()
    linked = await desk.locator("#links").inner_text()
    (again,) = town.eventually(lambda: [mail for mail in mails_to(town, address) if second in words_of(mail)][:1])
    await proposer.goto(town.web + status_path(again))
    await proposer.get_by_role("link", name="提案を取り下げる").click()
    await proposer.get_by_role("button", name="この提案を取り下げる").click()

    town.eventually(lambda: stage(town, second) == "withdrawn")
    assert "BAIT" not in read
    assert ("以前の提案" in linked, first in linked, "県の施策の方向性と合わない" in linked) == (True, True, True)


async def has(page: Page, address: str, words: str) -> bool:
    """Look again at a page of the desk."""
    await page.goto(address)
    return words in await page.locator("main").inner_text()
