"""Five proposals from five doors, as real senders would send them.

Every company, person and address is invented; the bytes are not kinder than what an office receives.
"""

import tomllib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, Final

from deploy.sample.sheet import DOCX, proposal_sheet
from deploy.sample.windows_mail import WindowsAttachment, WindowsMail, windows_mail

INTAKE_ADDRESS: Final = "teian@renkei.miono.example.jp"
_TEXTS: Final = Path(__file__).with_name("texts")


def outlook_mail() -> bytes:
    """Return a mail as Outlook on Windows sends it: ISO-2022-JP with ①㈱髙, a Word sheet, an RFC 2231 name."""
    sheet = _table("sheet")
    attachment = WindowsAttachment(
        name="様式１_連携提案書（㈱髙波水産技研）.docx",
        media_type=DOCX,
        content=proposal_sheet(sheet["title"], [(label, words) for label, words in sheet["rows"]]),
    )
    return windows_mail(
        WindowsMail(
            sender=("㈱髙波水産技研　髙木", "takagi@takanami-suisan.example.jp"),
            recipient=("澪野県公民連携デスク", INTAKE_ADDRESS),
            subject="【ご提案】藻場の再生とブルーカーボンの見える化について（㈱髙波水産技研）①",
            date="Fri, 20 Nov 2026 10:42:17 +0900",
            message_id="<004a01dd5a2f$8c1e77b0$a45b6710$@takanami-suisan.example.jp>",
            text=_text("outlook_mail"),
            attachments=(attachment,),
        )
    )


def utf8_mail() -> bytes:
    """Return a mail of today in UTF-8, with a name outside the basic plane and an emoji."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "𠮷田さやか（みお居場所ネットワーク） <sayaka@mio-ibasho.example.jp>"
    mail["To"] = INTAKE_ADDRESS
    mail["Subject"] = "こども食堂を結ぶ「食材リレー便」のご提案（NPO法人みお居場所ネットワーク）"
    mail["Date"] = "Sat, 21 Nov 2026 21:08:55 +0900"
    mail["Message-ID"] = "<8e0b6a52-77c1-4d0c-b1c7-1f0f3d3c9a61@mio-ibasho.example.jp>"
    mail.set_content(_text("utf8_mail"), charset="utf-8", cte="base64")
    return mail.as_bytes()


def form_values() -> dict[str, str | list[str]]:
    """Return what a company typed into the web form, full-width digits and marks included."""
    values: dict[str, str | list[str]] = _table("form_values")
    return values


def gateway_payload() -> dict[str, Any]:
    """Return what a kintone app posts to the gateway `kintone`, with columns our form does not have."""
    return _table("gateway_payload")


def department_wish() -> dict[str, Any]:
    """Return a department's wish to companies: `direction`, `department`, `user` and the form's `values`."""
    return _table("department_wish")


def _text(name: str) -> str:
    return (_TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_TEXTS / f"{name}.toml").read_text(encoding="utf-8"))
