"""What is sent: Japanese proposals of about 1 kB, as mails and as JSON, all different, made before a clock runs."""

import base64
import hashlib
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from enum import StrEnum

from deploy.sample.proposals import INTAKE_ADDRESS

MAIL_SHARE = 0.6
_THEMES = (
    ("こども食堂への食材の共同配送", "こども食堂やひとり親のご家庭に、売れ残る前の食品を路線バスの空席で届けます。"),
    ("藻場の再生と磯焼け対策", "漁協の皆さまと藻場を再生し、ブルーカーボンとして見える化する取組です。"),
    ("高齢者の見守りと介護予防", "宅配の際に声をかけ、フレイルの兆しを地域包括支援センターへお知らせします。"),
    ("空き家を活かした移住体験", "空き家を改修し、二地域居住を考える方に短期の滞在の場を用意します。"),
    ("災害時の備蓄と避難所の支援", "避難所の備蓄品を日頃の商いの中で入れ替え、防災訓練でも活用します。"),
    ("工場夜景を巡る観光周遊", "工場夜景とサイクルツーリズムを結び、宿泊を伴う観光周遊を広げます。"),
    ("再生可能エネルギーの地産地消", "学校の屋根を借りた太陽光発電で、脱炭素と非常時の電源を両立させます。"),
)
_BODY = """公民連携デスク 御中

はじめてご連絡いたします。{company}の{person}と申します。
「{title}」について、県と一緒に取り組みたくご提案いたします。

{summary}
初年度は澪野市と鳴木市で試行し、参加は{number}世帯を見込んでいます。

県にお願いしたいこと
・市町村への呼びかけ
・効果の測り方についての助言

費用は当方で負担いたします。ご検討のほど、よろしくお願いいたします。

{company} 地域連携室 {person}
"""
_PEOPLE = ("高木", "長谷部", "宮﨑", "小日向", "渡邊")


class Door(StrEnum):
    """Where a proposal comes in."""

    MAIL = "mail"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One proposal ready for the wire; *digest* is how intake's table names its content."""

    door: Door
    wire: bytes
    digest: bytes


def letters(count: int, *, port: int, mail_share: float = MAIL_SHARE, numbered_from: int = 0) -> list[Letter]:
    """Return *count* proposals in a random but repeatable order, *mail_share* of them mails."""
    mails = round(count * mail_share)
    order = [Door.MAIL] * mails + [Door.JSON] * (count - mails)
    random.Random(count).shuffle(order)
    numbered = enumerate(order, start=numbered_from)
    return [_mail(number) if door is Door.MAIL else _posted(number, port) for number, door in numbered]


def _words(number: int) -> dict[str, str]:
    title, summary = _THEMES[number % len(_THEMES)]
    return {
        "title": f"{title}（第{number}号）",
        "summary": summary,
        "person": _PEOPLE[number % len(_PEOPLE)],
        "company": f"株式会社みおの連携{number % 500}",
        "number": str(100 + number % 900),
    }


def _mail(number: int) -> Letter:
    """Every third mail is ISO-2022-JP, as Windows programs send it; the others are UTF-8 in base64."""
    words = _words(number)
    old = number % 3 == 0
    charset, text = ("iso-2022-jp", _BODY.replace("宮﨑", "宮崎")) if old else ("utf-8", _BODY)
    if old:
        words["person"] = words["person"].replace("﨑", "崎")
    body = text.format(**words).replace("\n", "\r\n").encode(charset)
    subject = Header(f"【ご提案】{words['title']}", charset, header_name="Subject").encode(linesep="\r\n")
    sender = Header(f"{words['company']} {words['person']}", charset, header_name="From").encode(linesep="\r\n")
    name = uuid.uuid4()
    head = [
        f"From: {sender}",
        f" <tanto-{name.hex[:12]}@teiansha{number % 500}.example.jp>",
        f"To: {INTAKE_ADDRESS}",
        f"Subject: {subject}",
        "Date: Fri, 20 Nov 2026 10:42:17 +0900",
        f"Message-ID: <{name}@teiansha{number % 500}.example.jp>",
        "MIME-Version: 1.0",
        f'Content-Type: text/plain; charset="{charset}"',
        f"Content-Transfer-Encoding: {'7bit' if old else 'base64'}",
    ]
    coded = body if old else b"\r\n".join(base64.encodebytes(body).splitlines()) + b"\r\n"
    content = "\r\n".join([*head, "", ""]).encode("ascii") + coded
    return Letter(door=Door.MAIL, wire=_stuffed(content), digest=hashlib.sha256(content).digest())


def _stuffed(content: bytes) -> bytes:
    return b"".join(_dotted(content.splitlines(keepends=True))) + b".\r\n"


def _dotted(lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield b"." + line if line.startswith(b".") else line


def _posted(number: int, port: int) -> Letter:
    words = _words(number)
    values = {
        "title": words["title"],
        "proposal_type": "free",
        "categories": ["regional"],
        "summary": words["summary"] + "県と市町村には、連絡の手順づくりと周知をお願いしたいと考えています。",
        "proposer_kind": "company",
        "proposer_name": words["company"],
        "contact_name": words["person"],
        "contact_email": f"tanto-{uuid.uuid4().hex[:12]}@teiansha{number % 500}.example.jp",
        "contact_phone": "000-821-7730",
        "background": "地域の課題に、現場の気づきと配達網を生かして取り組んできました。",
        "goal": f"3年後に{words['number']}世帯へ広げること。",
        "oath": "on",
        "privacy": "on",
    }
    body = json.dumps(values, ensure_ascii=False).encode()
    head = (
        "POST /api/proposals HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\n"
        "Content-Type: application/json\r\n"
        f"Idempotency-Key: {uuid.uuid4()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return Letter(door=Door.JSON, wire=head.encode() + body, digest=hashlib.sha256(body).digest())
