"""An answer to the acknowledgement stands on its case; one that only names its number waits for one click."""

from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any

from playwright.async_api import BrowserContext, Page

from deploy.sample.proposals import INTAKE_ADDRESS
from tests.journeys.test_t03_no_mail_storm import Delivery, deliver
from tests.journeys.test_the_first_path import Town, case_of, sent_mails, sign_in
from tests.waiting import until

TITLE = "水車小屋の発電見学"
PROPOSER, COLLEAGUE = "mizuguruma@answers.example.jp", "douryou@answers.example.jp"
SAID, QUOTED = "見積は来週お送りします。", "引用された前の知らせ"


def a_mail(sender: str, subject: str, text: str, number: int) -> bytes:
    """Return a mail as a person writes it."""
    mail = EmailMessage(policy=default)
    mail["From"], mail["To"], mail["Subject"] = sender, INTAKE_ADDRESS, subject
    mail["Message-ID"] = f"<{number}@answers.example.jp>"
    mail.set_content(text, charset="iso-2022-jp", cte="7bit")
    return bytes(mail)


def answer(sender: str, text: str, number: int, subject: str = "Re: 受付のお知らせ") -> bytes:
    """Return an answer as Outlook writes it."""
    history = f"-----元のメッセージ-----\n差出人: 公民連携デスク\n送信日時: 2026年11月22日 10:00\n\n{QUOTED}\n"
    return a_mail(sender, subject, f"{text}\n\n{history}", number)


def acknowledgements(town: Town) -> list[Any]:
    """Return the mails that went to whoever proposed."""
    return [sent for sent in sent_mails(town) if PROPOSER in str(sent["To"])]


async def test_an_answer_finds_its_case_by_its_address_or_by_one_click(town: Town, window: BrowserContext) -> None:
    deliver(town, Delivery(raw=a_mail(PROPOSER, TITLE, "水車の発電を見学の場にします。\n", 1), mail_from=PROPOSER))
    (acknowledged,) = town.eventually(lambda: acknowledgements(town))
    receipt = town.eventually(lambda: case_of(town, TITLE))["receipt"]
    reply_to = str(acknowledged["Reply-To"])
    by_address, unknown, by_number = deliver(
        town,
        Delivery(raw=answer(PROPOSER, SAID, 2), mail_from=PROPOSER, to=reply_to),
        Delivery(raw=answer(COLLEAGUE, "代わりにお答えします。", 3), mail_from=COLLEAGUE, to=reply_to),
        Delivery(raw=answer(PROPOSER, "番号だけを書きました。", 4, f"Re: {receipt} の件"), mail_from=PROPOSER),
    )
    states = partial(states_of, town, [by_address, unknown, by_number])
    town.eventually(lambda: states() == ["reply", "reply", "held"])
    (settled,) = town.desk("mail", "reparse", by_address, "--as", "desk-minami")
    assert settled["left_alone"] == "settled"
    again = {line["raw_id"]: line["after"] for line in town.desk("mail", "reparse", "--held", "--as", "desk-minami")}
    assert again[by_number] == "held"
    page = await window.new_page()
    await sign_in(page, town, "desk-minami")

    await page.goto(f"{town.web}/holding/{by_number}")
    await page.get_by_role("button", name="この案件に追加する").click()
    await page.goto(f"{town.web}/cases/{receipt}")
    await until(partial(shows, page, "番号だけを書きました。"), seconds=20)

    thread = page.get_by_role("region", name="提案者とのやりとり", exact=True)
    assert await thread.get_by_role("heading", level=3).all_inner_texts() == ["返信 1", "返信 2 未確認", "返信 3"]
    first = thread.get_by_role("listitem").first
    assert await first.get_by_text(SAID).is_visible()
    assert not await first.get_by_text(QUOTED).is_visible()
    await first.get_by_text("引用された過去のやり取り").click()
    assert await first.get_by_text(QUOTED).is_visible()
    assert len(acknowledgements(town)) == 1


def states_of(town: Town, raw_ids: list[str]) -> list[str]:
    """Return what became of these mails."""
    lines = {line["raw_id"]: line["state"] for line in town.desk("mail", "list", "--as", "desk-minami")}
    return [lines[raw_id] for raw_id in raw_ids]


async def shows(page: Page, words: str) -> bool:
    """Look again whether the replies have come."""
    await page.reload()
    replies = page.locator("#dialogue")
    return await replies.count() > 0 and words in (await replies.text_content() or "")
