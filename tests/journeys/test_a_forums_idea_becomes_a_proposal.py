"""A forum is announced, people register until it is full, and the idea of one is a proposal that keeps the link."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2 as httpx
from playwright.async_api import BrowserContext

from deploy.sample.proposals import form_values
from shared.japanese.era import day_in_japan
from tests.intake.web.conftest import hidden
from tests.journeys.test_the_first_path import Town, sent_mails, sign_in

TODAY = day_in_japan(datetime.now(UTC))
IDEA = "港の空き倉庫で開く朝市"
FORUM = {
    "title": "みなと官民連携フォーラム",
    "theme": "空いた建物の使い方を、皆さんと考えます。",
    "held_on": (TODAY + timedelta(days=40)).isoformat(),
    "place": "県庁講堂",
    "places": "1",
    "waiting_list": "true",
    "closes_on": (TODAY + timedelta(days=30)).isoformat(),
    "contact": "公民連携デスク 電話 000-000-0000",
}


def announced(town: Town) -> str:
    """Let the desk plan and announce a forum; return its number once everybody can register."""
    said = [word for name, value in FORUM.items() for word in ("--set", f"{name}={value}")]
    number: str = town.desk("forum", "begin", "--as", "desk-minami", *said)["number"]
    town.desk("forum", "do", number, "announce", "--as", "desk-minami")
    town.eventually(lambda: httpx.get(f"{town.web}/propose?forum={number}").is_success)
    return number


def registered(town: Town, number: str) -> str:
    """Send the form as somebody who comes with an idea; return where they are told their number."""
    with httpx.Client(base_url=town.web, timeout=60) as browser:
        fields = hidden(browser.get(f"/propose?forum={number}").text)
        mine = {"key": str(uuid4()), "title": IDEA, "contact_email": "asaichi@forum.example.jp"}
        sent = browser.post(f"/propose/send?forum={number}", data=fields | form_values() | mine)
    assert sent.status_code == httpx.codes.SEE_OTHER, sent.text
    return sent.headers["location"]


def attends(town: Town, number: str, name: str) -> None:
    """Register as somebody who comes without an idea."""
    with httpx.Client(base_url=town.web, timeout=60) as browser:
        fields = hidden(browser.get(f"/attend?forum={number}").text)
        said = {"name": name, "email": f"{name}@forum.example.jp", "people": "1"}
        sent = browser.post(f"/attend?forum={number}", data=fields | said)
    assert sent.status_code == httpx.codes.SEE_OTHER, sent.text


def mailed(town: Town, name: str, words: str) -> str:
    """Return the mail with these words in its subject that was sent to somebody, or nothing."""
    found = [one for one in sent_mails(town) if str(one["To"]) == f"{name}@forum.example.jp"]
    return next((one.get_content() for one in found if words in str(one["Subject"])), "")


def cancels(town: Town, mail: str) -> None:
    """Take a registration back by the link of its mail."""
    token = mail.partition("/attendance/")[2].split()[0]
    with httpx.Client(base_url=town.web, timeout=60, follow_redirects=True) as browser:
        browser.get(f"/attendance/{token}")
        fields = hidden(browser.get("/attendance/cancel").text)
        assert browser.post("/attendance/cancel", data=fields).is_success


def idea_of(town: Town, number: str) -> Any:
    """Return the receipt number of what came by the forum, once it stands on it."""
    return next(iter(town.desk("forum", "show", number, "--as", "desk-minami")["cases"]), None)


def shown(town: Town, number: str) -> str:
    """Return the public page of the forum, once it is there."""
    answer = httpx.get(f"{town.web}/register/forums/{number}")
    return answer.text if answer.is_success else ""


async def test_an_idea_brought_to_a_forum_is_a_case_and_each_shows_the_other(
    town: Town, window: BrowserContext
) -> None:
    number = announced(town)
    public = town.eventually(lambda: shown(town, number))

    attends(town, number, "sato")
    receipt_mail = town.eventually(lambda: mailed(town, "sato", "参加を承りました"))
    attends(town, number, "suzuki")
    town.eventually(lambda: mailed(town, "suzuki", "キャンセル待ち"))
    full = town.eventually(lambda: page if "満席（定員1名）" in (page := shown(town, number)) else "")
    cancels(town, receipt_mail)
    admitted = town.eventually(lambda: mailed(town, "suzuki", "お席をご用意できました"))
    registered(town, number)
    receipt = town.eventually(lambda: idea_of(town, number))
    page = await window.new_page()
    await sign_in(page, town, "desk-minami")
    await page.goto(f"{town.web}/cases/{receipt}")
    case = await page.inner_text("main")
    await page.click(f"a[href='/forums/{number}']")
    forum = await page.inner_text("main")

    assert FORUM["theme"] in public
    assert f"/attend?forum={number}" in public
    assert "キャンセル待ちを受け付けています" in full
    assert FORUM["place"] in admitted
    assert (IDEA in case, number in case) == (True, True)
    assert (FORUM["title"] in forum, receipt in forum) == (True, True)
    assert town.eventually(lambda: [one for one in sent_mails(town) if "asaichi@forum.example.jp" in str(one["To"])])
