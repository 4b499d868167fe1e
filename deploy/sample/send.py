"""Send the five sample proposals through the real doors."""

import json
import os
import smtplib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2 as httpx

from deploy.sample.browser import NotAccepted, Visitor
from deploy.sample.proposals import (
    INTAKE_ADDRESS,
    department_wish,
    form_values,
    gateway_payload,
    outlook_mail,
    utf8_mail,
)
from shared.errors import Missing

GATEWAY = "kintone"


class NoSampleAccount(Missing):
    """The sample has no such person; run `desk sample prepare` first."""


def send_sample(environment: Mapping[str, str], accounts_file: Path) -> list[str]:
    """Send two mails by LMTP, a web form, a webhook and a department's wish; return the doors in that order."""
    base_url = environment["DESK_WEB_URL"]
    send_mail(environment, outlook_mail())
    send_mail(environment, utf8_mail())
    with Visitor(base_url) as visitor:
        page = visitor.send(visitor.open("/propose"), "/propose", form_values())
        visitor.send(page, "/propose/send", {})
    send_webhook(base_url, json.loads(environment["DESK_INTAKE_GATEWAY_SECRETS"])[GATEWAY])
    send_wish(base_url, accounts_file)
    return ["mail", "mail", "form", "gateway", "department"]


def send_mail(environment: Mapping[str, str], raw: bytes) -> None:
    """Deliver one mail as the mail server of the prefecture would, by LMTP."""
    with smtplib.LMTP("127.0.0.1", int(environment["DESK_LMTP_PORT"])) as door:
        door.sendmail("relay@miono.example.jp", [INTAKE_ADDRESS], raw)


def send_webhook(base_url: str, secret: str) -> None:
    """Post what a kintone app would."""
    answer = httpx.post(
        f"{base_url}/gateway/{GATEWAY}",
        content=json.dumps(gateway_payload(), ensure_ascii=False, default=str).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {secret}"},
        timeout=30,
    )
    if answer.status_code >= httpx.codes.BAD_REQUEST:
        raise NotAccepted(f"gateway answered {answer.status_code}")


def send_wish(base_url: str, accounts_file: Path) -> None:
    """Let a section sign in and propose what it wishes of companies."""
    wish = department_wish()
    cards: list[dict[str, Any]] = json.loads(accounts_file.read_text(encoding="utf-8"))
    card = next((card for card in cards if card["user"] == wish["user"]), None)
    if card is None:
        raise NoSampleAccount
    with Visitor(base_url) as visitor:
        visitor.send(visitor.open("/signin"), "/signin", {"user": card["user"], "password": card["password"]})
        page = visitor.send(visitor.open("/propose/department"), "/propose/department", wish["values"])
        visitor.send(page, "/propose/department/send", {})


def local_home() -> Path:
    """Return the folder of this installation's local files."""
    return Path(os.environ["DESK_HOME"])
