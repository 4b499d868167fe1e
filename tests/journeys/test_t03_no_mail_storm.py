"""T3: broken mail, a locked zip, spam and what machines send each find their place, and no machine is answered."""

import io
import re
import smtplib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from typing import Any

from playwright.async_api import BrowserContext

from deploy.sample.proposals import INTAKE_ADDRESS
from tests.journeys.test_the_first_path import Town, inbox_of, sent_mails, sign_in

OUR_SERVER = "mx.miono.example.jp"
RECEIPT = re.compile(r"R\d+-\d{4,}")
BROKEN, LOCKED, SPAMMER = (f"{name}@t03.example.jp" for name in ("broken", "locked", "spam"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the mail server of the prefecture hands over."""

    raw: bytes
    mail_from: str
    to: str = INTAKE_ADDRESS


def deliver(town: Town, *mails: Delivery) -> list[str]:
    """Hand mails over and return the ids the door gave them."""
    given = []
    with smtplib.LMTP(*town.lmtp) as door:
        door.ehlo_or_helo_if_needed()
        for one in mails:
            door.mail(one.mail_from)
            door.rcpt(one.to)
            _, answer = door.data(one.raw)
            given.append(answer.decode().rpartition(" ")[2])
    return given


def a_mail(sender: str, subject: str, text: str = "提案いたします。\n", **headers: str) -> EmailMessage:
    """Return a mail as a person, or a program, writes it."""
    mail = EmailMessage(policy=default)
    mail["From"], mail["To"], mail["Subject"] = sender, INTAKE_ADDRESS, subject
    mail["Message-ID"] = f"<{abs(hash((sender, subject)))}@t03.example.jp>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def broken() -> Delivery:
    """Return a mail that is cut off in its attachment and says nothing true of its charset."""
    head = f"From: {BROKEN}\r\nTo: {INTAKE_ADDRESS}\r\nMessage-ID: <broken@t03.example.jp>\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/mixed; boundary="b"\r\n'
    subject = b"Subject: " + "壊れたメールの提案".encode("cp932") + b"\r\n\r\n"
    text = b"--b\r\nContent-Type: text/plain; charset=x-nowhere\r\n\r\n" + "見守りの提案です。".encode("iso2022_jp")
    cut = b"\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0x*"
    return Delivery(raw=head.encode() + subject + text + cut, mail_from=BROKEN)


def locked() -> Delivery:
    """Return a mail with a zip that takes a password, sent from where it says."""
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("plan.txt", "secret")
    content = bytearray(box.getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    results = f"{OUR_SERVER}; dmarc=pass header.from=t03.example.jp"
    mail = a_mail(LOCKED, "資料をお送りします", Authentication_Results=results)
    mail.add_attachment(bytes(content), maintype="application", subtype="zip", filename="資料.zip")
    return Delivery(raw=mail.as_bytes(), mail_from=LOCKED)


def bounce(acknowledgement: EmailMessage, number: int) -> Delivery:
    """Return what a mail server reports of our mail, to where our mail said, without the mail itself."""
    back_to = str(acknowledgement["Return-Path"]).strip("<>")
    lines = (
        "From: MAILER-DAEMON@mx.t03.example.jp\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <bounce-{number}@mx.t03.example.jp>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nUser unknown\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; {LOCKED}\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n--b--\r\n"
    )
    return Delivery(raw=lines.encode(), mail_from="", to=back_to)


def to_machines(acknowledgement: EmailMessage) -> Sequence[Delivery]:
    """Return what machines send after our acknowledgement: a vacation, a receipt, and our own mail come back."""
    answers = {"In_Reply_To": str(acknowledgement["Message-ID"]), "References": str(acknowledgement["Message-ID"])}
    vacation = a_mail(BROKEN, "【自動返信】不在のお知らせ", "休暇をいただいております。\n", **answers)
    read = a_mail(BROKEN, "開封済み: ご提案を受け付けました", "開封されました。\n", **answers)
    return (
        Delivery(raw=vacation.as_bytes(), mail_from=""),
        Delivery(raw=read.as_bytes(), mail_from=BROKEN),
        Delivery(raw=acknowledgement.as_bytes(), mail_from=BROKEN),
    )


def sent_to(town: Town, *addresses: str) -> list[EmailMessage]:
    """Return what left for these people."""
    return [mail for mail in sent_mails(town) if str(mail["To"]) in addresses]


def acknowledgements(town: Town, address: str) -> list[EmailMessage]:
    """Return the receipts among them."""
    return [mail for mail in sent_to(town, address) if "受け付けました" in str(mail["Subject"])]


def settled(town: Town, raw_ids: Sequence[str]) -> list[tuple[str, str | None]] | None:
    """Return what became of these mails in this order, once all of them have been read."""
    rows: dict[str, Any] = {row["raw_id"]: row for row in town.desk("mail", "list", "--limit", "100")}
    found = [(rows[raw_id]["state"], rows[raw_id]["detail"]) for raw_id in raw_ids]
    return None if "pending" in [state for state, _ in found] else found


async def test_people_are_answered_once_and_machines_never(town: Town, window: BrowserContext) -> None:
    spam = Delivery(raw=a_mail(SPAMMER, "儲かります", X_Spam_Flag="YES").as_bytes(), mail_from=SPAMMER)
    loop = Delivery(
        raw=a_mail("a@t03.example.jp", "転送", X_Desk_Loop="miono").as_bytes(), mail_from="a@t03.example.jp"
    )
    first = deliver(town, broken(), locked(), spam, loop)
    # Both are told that their proposals arrived; one is asked, once, for files without a password.
    town.eventually(lambda: len(sent_to(town, BROKEN, LOCKED)) >= 3)
    (to_broken,), (to_locked,) = acknowledgements(town, BROKEN), acknowledgements(town, LOCKED)
    (number,) = set(RECEIPT.findall(str(to_locked["Subject"])))

    then = deliver(town, *(bounce(to_locked, number) for number in range(3)), *to_machines(to_broken))
    tasks = town.eventually(lambda: [one for one in inbox_of(town, "desk") if one["kind"] == "mail_bounced"])
    outcomes = town.eventually(lambda: settled(town, [*first, *then]))
    page = await window.new_page()
    await sign_in(page, town, "desk-minami")
    await page.goto(f"{town.web}/cases/{number}")

    assert outcomes == [
        ("case", None),
        ("case", None),
        ("spam", "x-spam-flag"),
        ("machine", "own"),
        *[("machine", "bounce")] * 3,
        ("machine", "out_of_office"),
        ("machine", "receipt"),
        ("machine", "own"),
    ]
    assert [task["receipt"] for task in tasks] == [number]
    assert "届かずに戻りました" in await page.locator("#mails").inner_text()
    assert "送信元の確認：確認済み" in await page.locator("#contact").inner_text()
    everybody = [str(mail["To"]) for mail in sent_mails(town) if "t03.example.jp" in str(mail["To"])]
    assert sorted(everybody) == [BROKEN, LOCKED, LOCKED]
