"""A real mail becomes a case, is confirmed, offered and judged in a real browser; the proposer has a receipt."""

import mailbox
import re
import smtplib
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any

from playwright.async_api import BrowserContext, Page

from deploy.sample.proposals import INTAKE_ADDRESS, outlook_mail
from shared.supervisor import State

Town = Any
_RECEIPT = re.compile(r"R\d+-\d{4,}")


def deliver(town: Town, raw: bytes) -> None:
    """Hand a mail over as the mail server of the prefecture does."""
    host, port = town.lmtp
    with smtplib.LMTP(host, port) as door:
        door.sendmail("takagi@takanami-suisan.example.jp", [INTAKE_ADDRESS], raw)


def sent_mails(town: Town) -> list[EmailMessage]:
    """Return what left the house."""
    box = mailbox.Maildir(town.home / "outgoing-mail", create=True)
    return [message_from_bytes(box.get_bytes(key), policy=default) for key in box.iterkeys()]


async def sign_in(page: Page, town: Town, user: str) -> None:
    """Sign in as a person does."""
    card = town.account(user)
    await page.goto(f"{town.web}/signin")
    await page.get_by_label("利用者名").fill(card["user"])
    await page.get_by_label("パスワード").fill(card["password"])
    await page.get_by_role("button", name="サインイン").click()


async def sign_out(page: Page) -> None:
    """Leave the desk to the next person."""
    await page.get_by_role("button", name="サインアウト").click()


def case_of(town: Town, title_part: str) -> Any:
    """Return the line of the case whose title holds *title_part*."""
    return next((line for line in town.desk("case", "list") if title_part in (line["title"] or "")), None)


def inbox_of(town: Town, department: str) -> list[Any]:
    """Return the notices that stand in an inbox."""
    notices: list[Any] = town.desk("inbox", "list", "--department", department)["notifications"]
    return notices


async def confirm(page: Page, town: Town, receipt: str, abstract: str) -> None:
    """Let the desk check everything and write its abstract."""
    await page.goto(f"{town.web}/cases/{receipt}")
    for box in await page.locator("input[name=checked]").all():
        await box.check()
    await page.get_by_role("textbox", name="要旨").fill(abstract)
    await page.get_by_role("button", name="確認を終える").click()


async def test_a_mail_reaches_the_inbox_of_a_department_and_is_judged_there(town: Town, window: BrowserContext) -> None:
    deliver(town, outlook_mail())
    line = town.eventually(lambda: case_of(town, "ブルーカーボン"))
    receipt = line["receipt"]
    page = await window.new_page()

    await sign_in(page, town, "desk-minami")
    await confirm(page, town, receipt, "藻場の再生と、その効果の見える化に関する提案です。")
    await page.get_by_label("そのほかの課 1", exact=True).select_option("suisan")
    await page.get_by_role("button", name="送付する").click()
    await sign_out(page)
    town.eventually(lambda: inbox_of(town, "suisan"))
    await sign_in(page, town, "suisan-isobe")
    await page.goto(f"{town.web}/inbox")
    await page.get_by_role("button", name="開く").first.click()
    await page.get_by_role("button", name="検討を引き受ける").wait_for()
    await page.wait_for_load_state()
    before, read = await page.content(), await page.inner_text("main")
    await page.get_by_role("button", name="検討を引き受ける").click()
    await page.get_by_label("成立", exact=True).wait_for()
    await page.wait_for_load_state()
    opened = await page.content()
    await page.get_by_label("成立", exact=True).check()
    await page.get_by_label("理由").first.fill("県の藻場保全の方針と合致し、実施できるため。")
    await page.get_by_role("button", name="回答する").click()

    assert "藻場の再生と、その効果の見える化に関する提案です。" in read
    assert "㈱髙波水産技研" not in before
    assert "様式１_連携提案書（㈱髙波水産技研）.docx" in opened
    shown = town.desk("case", "show", receipt)
    assert [offer["verdict"] for offer in shown["offers"]] == ["viable"]
    assert "suisan" in [suggested["department"] for suggested in shown["suggestions"]]
    assert shown["history"][0]["type"] == "case.opened.v1"
    assert shown["stage"] == "reviewing"


async def test_the_proposer_gets_one_receipt_that_quotes_nothing(town: Town) -> None:
    mail = EmailMessage(policy=default)
    mail["From"] = "提案する人 <hito@teiansha.example.jp>"
    mail["To"] = INTAKE_ADDRESS
    mail["Subject"] = "秘密の題名ひみつのだいめい"
    mail["Message-ID"] = "<first-path-receipt@teiansha.example.jp>"
    mail.set_content("誰にも知られてはならない着想です。")

    deliver(town, mail.as_bytes())
    deliver(town, mail.as_bytes())
    to_them = town.eventually(
        lambda: [sent for sent in sent_mails(town) if "hito@teiansha.example.jp" in str(sent["To"])]
    )

    assert len(to_them) == 1
    said = str(make_header(decode_header(to_them[0]["Subject"]))) + to_them[0].get_content()
    assert _RECEIPT.search(said) is not None
    assert "秘密の題名" not in said
    assert "着想" not in said
    assert to_them[0]["Auto-Submitted"] == "auto-replied"
    assert [to_them[0][name] for name in ("In-Reply-To", "References")] == [mail["Message-ID"]] * 2


async def test_killing_every_process_in_turn_loses_nothing_and_tells_nobody_twice(town: Town) -> None:
    parts = ["web", "intake", "routing", "notify", "operations", "publication"]

    for part in parts:
        town.eventually(partial(knows, town, part), seconds=40)
        town.kill(part)
    town.eventually(lambda: all_ready(town), seconds=60)
    titles = {f"途中で止まっても届く提案（{part}）" for part in parts}
    town.eventually(lambda: titles <= {line["title"] for line in town.desk("case", "list")}, seconds=60)
    receipts = {line["receipt"] for line in town.desk("case", "list") if line["title"] in titles}
    town.eventually(lambda: receipts <= {notice["receipt"] for notice in inbox_of(town, "desk")}, seconds=60)

    assert len(receipts) == len(parts)
    told = [notice["receipt"] for notice in inbox_of(town, "desk") if notice["receipt"] in receipts]
    assert sorted(told) == sorted(receipts)


def knows(town: Town, part: str) -> bool:
    """Deliver the mail of one round; False while the mail door is still coming back."""
    mail = EmailMessage(policy=default)
    mail["From"] = f"{part} <{part}@teiansha.example.jp>"
    mail["To"] = INTAKE_ADDRESS
    mail["Subject"] = f"途中で止まっても届く提案（{part}）"
    mail["Message-ID"] = f"<killed-{part}@teiansha.example.jp>"
    mail.set_content("本文です。")
    try:
        deliver(town, mail.as_bytes())
    except (OSError, smtplib.SMTPException):
        return False
    return True


def all_ready(town: Town) -> bool:
    """Tell whether every process is back."""
    return all(part.state is State.READY for part in town.parts())
