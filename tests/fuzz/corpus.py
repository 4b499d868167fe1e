"""What is changed: mails of others where they lie beside the project, our own mails, sheets, names and pages."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from deploy.sample.proposals import outlook_mail, utf8_mail
from deploy.sample.sheet import without_clock
from tests.intake.domain.sheet.sheets import (
    EMPTY_EXCEL,
    EMPTY_WORD,
    changed,
    filled_excel,
    filled_word,
    word_table,
    word_text,
)
from tests.intake.mails import a_mail

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mail"
_LARGEST = 60_000
_BOUNDARY = re.compile(rb"={15}\d+==")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NAME = re.compile(rb"(?im)^(?:content-(?:type|disposition)|subject):[^\r\n]*(?:\r?\n[ \t][^\r\n]*){0,8}")
_HTML = re.compile(rb"(?is)<html.{0,40000}</html>")
_PAGE = (
    "<html><head><meta charset='utf-8'><style>p{display:none}</style></head><body><p>見えない</p><table><tr><td>件名"
    "<td>値</table><ol start=3><li>一<li>二<ul><li>三</ul></ol><blockquote>引用</blockquote><a href='https://evil.example/'>"
    "https://good.example/</a><script>alert(1)</script><div style='color:red'>赤</div></body></html>"
)


class Target(StrEnum):
    """What is read."""

    MAIL = "mail"  # メール全体
    NAME = "name"  # 添付ファイルの名前
    SHEET = "sheet"  # 様式
    HTML = "html"  # HTMLの本文


@cache
def seeds() -> Mapping[Target, tuple[bytes, ...]]:
    """Return what each target begins with, always in the same order."""
    mails = (*_own_mails(), *_mails_of_others())
    return {
        Target.MAIL: mails,
        Target.NAME: tuple(dict.fromkeys(found[0] for mail in mails for found in _NAME.finditer(mail))),
        Target.SHEET: _sheets(),
        Target.HTML: (_PAGE.encode(), *(found[0] for mail in mails for found in _HTML.finditer(mail))),
    }


def _own_mails() -> tuple[bytes, ...]:
    sheets = _sheets()
    with_sheet = a_mail(files=(("様式１（㈱髙波）.docx", sheets[0]), ("一覧.xlsx", sheets[3])))
    return outlook_mail(), utf8_mail(), a_mail(), _BOUNDARY.sub(b"=====same=====", with_sheet)


def _still(archive: bytes) -> bytes:
    """Return an office file without the time it was saved at, or a seed would not repeat."""
    return without_clock(changed(archive, "docProps/core.xml", lambda xml: _TIME.sub("2026-04-01T00:00:00Z", xml)))


def _mails_of_others() -> tuple[bytes, ...]:
    paths = sorted(
        path for path in DATA.rglob("*") if path.is_file() and path.suffix not in {".json", ".jsonl", ".xml"}
    )
    return tuple(path.read_bytes() for path in paths if 0 < path.stat().st_size <= _LARGEST)


@cache
def _sheets() -> tuple[bytes, ...]:
    below = word_text(
        "企画提案書",
        "１ 事業名",
        "縁側",
        "２ 団体名",
        "会",
        "３ 事業の概要",
        "毎週",
        "４ 所在地",
        "澪野",
        "５ 効果",
        "減る",
        "６ スケジュール",
        "春",
        "７ 目的",
        "集う",
    )
    beside = word_table(
        [
            ("提案名", "見守り"),
            ("概要", "週に二度"),
            ("分野", "□安全・安心 ☑その他（農）"),
            ("目標（目指す姿）", "笑顔"),
        ]
    )
    return tuple(map(_still, (filled_word(), EMPTY_WORD, filled_excel(), EMPTY_EXCEL, below, beside)))
