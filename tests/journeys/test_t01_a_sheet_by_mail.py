"""T1: an ISO-2022-JP mail with the desk's Word sheet and a PDF becomes a numbered case with fields and text."""

from email.header import decode_header, make_header
from email.message import EmailMessage
from functools import partial
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.journeys.sheet_mail import PDF_WORDS, SENDER, sheet_mail
from tests.journeys.test_the_first_path import case_of, deliver, sent_mails, sign_in
from tests.waiting import until

Town = Any
TITLE = "着生基盤による藻場の再生"


async def test_a_mail_with_the_desks_word_sheet_is_read_into_fields_beside_the_text_of_its_pdf(
    town: Town, window: BrowserContext
) -> None:
    deliver(town, sheet_mail(number=1, title=TITLE))
    line = town.eventually(lambda: case_of(town, TITLE))
    town.eventually(lambda: receipts_sent(town, line["receipt"]))
    page = await window.new_page()
    await sign_in(page, town, "desk-minami")
    await page.goto(f"{town.web}/cases/{line['receipt']}")
    await until(partial(shows, page, PDF_WORDS), seconds=20)
    title, summary = await said(page, "提案名"), await said(page, "概要")

    assert len(receipts_sent(town, line["receipt"])) == 1
    assert f"{TITLE}\n" in title
    assert "様式（Word）から読み取り（表1 2行2列）" in title
    assert "保護の希望あり" in summary
    assert "健康増進・福祉、安全・安心" in await said(page, "分野")
    await the_desk_corrects_the_title(page)


async def the_desk_corrects_the_title(page: Page) -> None:
    title = page.get_by_role("region", name="提案名", exact=True)
    await title.get_by_text("読み取りを訂正する").click()
    await title.get_by_role("textbox").fill("藻場の再生（訂正）")
    await title.get_by_role("button", name="訂正する").click()
    await title.get_by_text("訂正の記録（1件）").click()
    now = await said(page, "提案名")

    assert "藻場の再生（訂正）\n" in now
    assert f"訂正前：{TITLE}" in now.replace("\n", "")


async def said(page: Page, label: str) -> str:
    """Return what stands in a field."""
    return await page.get_by_role("region", name=label, exact=True).inner_text()


async def shows(page: Page, words: str) -> bool:
    """Look again whether the text of the files has come."""
    await page.reload()
    return words in (await page.locator("#attachments").text_content() or "")


def receipts_sent(town: Town, receipt: str) -> list[EmailMessage]:
    """Return the mails that told whoever sent the sheet its receipt number."""
    return [
        sent
        for sent in sent_mails(town)
        if SENDER in str(sent["To"]) and receipt in str(make_header(decode_header(sent["Subject"])))
    ]
