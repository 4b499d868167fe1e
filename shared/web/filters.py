"""How a value becomes what a person reads: dates, sizes, and text that nobody here wrote."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

from markupsafe import Markup, escape

from shared.folding import Piece, fold
from shared.japanese import era
from shared.web.highlights import Highlights, Part

# Joiners stay, because names and emoji need them; everything else of these categories can only deceive.
_HARMLESS: Final = frozenset("\n\t\u200c\u200d")
_DECEIVING: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def in_tokyo(value: date | datetime) -> date | datetime:
    """Return the moment on Tokyo's clock; a plain day stays the day it is."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(era.JAPAN)
    return value


def wareki(value: date | datetime | None, *, time: bool = False, seconds: bool = False, weekday: bool = True) -> str:
    """Return 令和8年11月22日（日）, with 14時05分 or 14時05分09秒 where asked for; nothing for nothing."""
    if value is None:
        return ""
    local = in_tokyo(value)
    day = local.date() if isinstance(local, datetime) else local
    text = era.wareki_with_weekday(day) if weekday else era.wareki(day)
    if (time or seconds) and isinstance(local, datetime):
        text += format(local, " %H時%M分%S秒" if seconds else " %H時%M分")
    return text


def jst(value: datetime | None, *, seconds: bool = False) -> str:
    """Return 2026-11-22 14:05 on Tokyo's clock; nothing for nothing."""
    if value is None:
        return ""
    return format(in_tokyo(value), "%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def machine_date(value: date | datetime | None) -> str:
    """Return what stands in the `datetime` attribute of a `time` element."""
    return "" if value is None else in_tokyo(value).isoformat()


def visible(text: object, highlights: Highlights | None = None) -> Markup:
    """Show one line of untrusted text; controls and direction marks become visible signs, *highlights* are marked."""
    if highlights is None:
        return Markup("").join(_visible_character(character) for character in str(text))
    return Markup("").join(_marked(part, visible(part.text)) for part in highlights.parts(str(text)))


def _visible_character(character: str) -> Markup:
    if character in _HARMLESS or unicodedata.category(character) not in _DECEIVING:
        return escape(character)
    return Markup('<span class="desk-control" title="制御文字">U+{:04X}</span>').format(ord(character))


def _marked(part: Part, shown: Markup) -> Markup:
    """Draw a marked part; whose word it is stands beside it for the eye, and a reader follows a link to it."""
    if not part.marked:
        return shown
    anchors = Markup("").join(Markup('<span id="{}"></span>').format(anchor) for anchor in part.anchors)
    of = Markup(' data-of="{}"').format(part.signs) if part.signs else ""
    return Markup('<mark class="desk-mark"{}>{}{}</mark>').format(of, anchors, shown)


def paragraphs(text: object, highlights: Highlights | None = None) -> Markup:
    """Show untrusted text with its lines and paragraphs, and nothing of it as markup; *highlights* are marked."""
    normal = str(text).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    parts = [part for part in re.split(r"\n(?:[ \t\u3000]*\n)+", normal) if part.strip()]
    return Markup("\n").join(Markup("<p>{}</p>").format(_lines(part, highlights)) for part in parts)


def _lines(text: str, highlights: Highlights | None) -> Markup:
    """Show a paragraph; a marked word may go on in the next line."""
    if highlights is None:
        return Markup("<br>").join(visible(line) for line in text.split("\n"))
    return Markup("").join(_marked(part, _lines(part.text, None)) for part in highlights.parts(text))


def mail_address(address: object) -> Markup:
    """Show an address that may break before its @ and its dots, where a reader expects it, and nowhere else first."""
    return Markup("").join(
        Markup("<wbr>{}").format(part) if part in {"@", "."} else escape(part)
        for part in re.split(r"([@.])", str(address))
    )


def pieces(text: object, sender: str = "") -> tuple[Piece, ...]:
    """Return the pieces of a mail's text, those of blank lines left out."""
    return tuple(piece for piece in fold(str(text), sender=sender) if piece.text.strip())


def filesize(size: int) -> str:
    """Return a size in bytes as 12KB or 1.4MB (1 KB = 1,024 bytes, as file managers count)."""
    if size < 1024:  # noqa: PLR2004 -- the unit itself
        return f"{size}バイト"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f}KB"
    return f"{size / 1024 / 1024:.1f}MB"


def relative_due(clock: Callable[[], datetime]) -> Callable[[date | datetime | None], str]:
    """Return the filter that says how far a due day is from today: 本日, あと3日, 2日超過."""

    def say(due: date | datetime | None) -> str:
        if due is None:
            return "期限なし"
        days = days_until(due, clock())
        match days:
            case 0:
                return "本日"
            case 1:
                return "明日"
            case _ if days < 0:
                return f"{-days}日超過"
            case _:
                return f"あと{days}日"

    return say


def due_tone(clock: Callable[[], datetime]) -> Callable[[date | datetime | None], str]:
    """Return the filter that gives a due day the tone of its badge: danger, warning or neutral."""

    def tone(due: date | datetime | None) -> str:
        if due is None:
            return "neutral"
        days = days_until(due, clock())
        if days < 0:
            return "danger"
        return "warning" if days <= _SOON_DAYS else "neutral"

    return tone


def waited(clock: Callable[[], datetime]) -> Callable[[datetime | None], str]:
    """Return the filter that says how long something has waited: 5分, 3時間, 2日."""

    def say(since: datetime | None) -> str:
        if since is None:
            return ""
        minutes = max(0, int((clock() - since).total_seconds() // 60))
        if minutes < _MINUTES_OF_HOUR:
            return f"{minutes}分" if minutes else "1分未満"
        hours = minutes // _MINUTES_OF_HOUR
        return f"{hours}時間" if hours < _HOURS_OF_DAY else f"{hours // _HOURS_OF_DAY}日"

    return say


_SOON_DAYS: Final = 3
_MINUTES_OF_HOUR: Final = 60
_HOURS_OF_DAY: Final = 24


def days_until(due: date | datetime, now: datetime) -> int:
    """Return the calendar days from *now* to the due day in Tokyo; negative once it has passed."""
    local = in_tokyo(due)
    day = local.date() if isinstance(local, datetime) else local
    return (day - now.astimezone(era.JAPAN).date()).days
