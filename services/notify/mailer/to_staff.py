"""What staff are told by mail: number, kind, due day and a link, grouped by kind, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote

from services.notify.domain.notification import URGENT, NotificationKind
from services.notify.domain.words import KIND_WORDS
from shared.japanese.era import day_in_japan, wareki_with_weekday
from shared.ledger_numbers import staff_page

# Whoever was away for weeks reads the rest on the page.
MAX_LINES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to tell a person."""

    kind: NotificationKind
    receipt: str | None
    due: date | None
    told_at: datetime


def single_words(line: Line, web_url: str) -> dict[str, str]:
    """Return the words of a mail about one thing."""
    path = staff_page(quote(line.receipt, safe="")) if line.receipt else "/inbox"
    return {
        "kind": KIND_WORDS[line.kind],
        "receipt": line.receipt or "",
        "due": _day(line.due),
        "link": f"{web_url}{path}",
    }


def several_words(lines: Sequence[Line], web_url: str, *, now: datetime) -> dict[str, str]:
    """Return the words of a mail about several things, which stand in *lines* with the newest first."""
    return {
        "count": str(len(lines)),
        "lines": grouped(lines),
        "link": f"{web_url}/inbox?show=unread",
        "today": wareki_with_weekday(day_in_japan(now)),
    }


def grouped(lines: Sequence[Line]) -> str:
    """Return the lines under their kinds, what is urgent above all, then the kind of which the newest came last."""
    by_kind: dict[NotificationKind, list[Line]] = {}
    for line in lines[:MAX_LINES]:
        by_kind.setdefault(line.kind, []).append(line)
    kinds = sorted(by_kind, key=lambda kind: kind not in URGENT)
    said = ["\n".join(_group(kind, by_kind[kind])) for kind in kinds]
    left = len(lines) - MAX_LINES
    return "\n\n".join([*said, f"ほか {left}件"] if left > 0 else said)


def _group(kind: NotificationKind, lines: Sequence[Line]) -> list[str]:
    urgent = "（至急）" if kind in URGENT else ""
    return [f"■ {KIND_WORDS[kind]}{urgent}　{len(lines)}件", *(f"　{_said(line)}" for line in lines)]


def _said(line: Line) -> str:
    due = f"　期限 {_day(line.due)}" if line.due else ""
    return f"{line.receipt or '受付番号なし'}{due}"


def _day(day: date | None) -> str:
    return "" if day is None else wareki_with_weekday(day)
