"""What the desk writes to a proposer leaves only once somebody released it, to one recipient; the answer comes back."""

from email.message import Message
from functools import partial
from typing import Any

from playwright.async_api import BrowserContext

from tests.journeys.test_answers_to_our_mails import a_mail
from tests.journeys.test_t03_no_mail_storm import Delivery, deliver
from tests.journeys.test_the_first_path import Town, case_of, sent_mails, sign_in
from tests.waiting import until

TITLE = "棚田の石垣を直す講座"
PROPOSER = "ishigaki@words.example.jp"
DRAFT, WORDS = "BAIT-差し戻された下書き", "現地の見学日を三つお知らせします。"
SAID = "二つ目の日でお願いします。"


def to_proposer(town: Town, *, saying: str) -> list[Message]:
    """Return the mails to the proposer that say something."""
    mails: list[Any] = [sent for sent in sent_mails(town) if PROPOSER in str(sent["To"])]
    return [sent for sent in mails if saying in sent.get_content()]


async def test_words_leave_once_they_are_released_and_the_answer_stands_in_the_thread(
    town: Town, window: BrowserContext
) -> None:
    mail = a_mail(PROPOSER, TITLE, "石垣を直す講座を開きます。\n", 21)
    deliver(town, Delivery(raw=mail, mail_from=PROPOSER))
    receipt = town.eventually(lambda: case_of(town, TITLE))["receipt"]
    do = partial(town.desk, "case", "do", receipt)

    do("draft-note", "--set", f"words={DRAFT}", "--as", "desk-minami")
    do("send-back-note", "--set", "reason=言葉を直してください。", "--as", "desk-asahina")
    do("draft-note", "--set", f"words={WORDS}", "--as", "desk-minami")
    page = await window.new_page()
    await sign_in(page, town, "desk-asahina")
    await page.goto(f"{town.web}/cases/{receipt}")
    waiting = page.get_by_role("region", name="承認を待っている連絡")
    assert await waiting.get_by_text(WORDS).is_visible()
    early = to_proposer(town, saying=WORDS)
    await waiting.get_by_role("button", name="承認して送る").click()
    (sent,) = town.eventually(lambda: to_proposer(town, saying=WORDS))
    reply = a_mail(PROPOSER, f"Re: {sent['Subject']}", f"{SAID}\n", 22)
    deliver(town, Delivery(raw=reply, mail_from=PROPOSER, to=str(sent["Reply-To"])))
    thread = page.locator("#dialogue")

    async def answered() -> bool:
        await page.goto(f"{town.web}/cases/{receipt}")
        return SAID in await thread.inner_text()

    await until(answered, seconds=20)
    await thread.get_by_role("button", name="対応済みにする").click()

    await until(lambda: _has(thread.get_by_text("に対応済み")), seconds=10)
    said = await thread.inner_text()
    assert said.index(WORDS) < said.index(SAID)
    assert (early, to_proposer(town, saying=DRAFT)) == ([], [])
    assert [str(one["To"]).count("@") for one in to_proposer(town, saying=WORDS)] == [1]


async def _has(place: Any) -> bool:
    return bool(await place.count())
