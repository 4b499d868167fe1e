"""A calendar file as lines to read: what, when in Tokyo, where, who asks, and whether it is called off."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.intake.domain.mail.content_lines import ContentLine, content_lines
from services.intake.domain.mail.occasion import Occasion, When
from shared.japanese.era import JAPAN

_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d))?(Z)?)?")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?\d\d)?")
_DURATION = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?")
_OCCASIONS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_JAPANESE_ZONES = frozenset({"Tokyo Standard Time", "Asia/Tokyo", "Japan", "JST", "(UTC+09:00) 大阪、札幌、東京"})
_MAX_SHOWN = 20


def read_calendar(content: bytes, charset: str) -> str | None:
    """Return the appointments as text; None when there is none in it."""
    lines = list(content_lines(content, charset))
    zones = _zones(lines)
    method = next((line.raw.strip().upper() for line in lines if line.name == "METHOD"), "")
    found: list[str] = []
    for component in _components(lines):
        if len(found) == _MAX_SHOWN:
            found.append("（ほかにも予定がありますが、省略しました。）")
            break
        found.append(_occasion(component, zones, method).text())
    return "\n\n".join(found) or None


def _components(lines: Sequence[ContentLine]) -> list[list[ContentLine]]:
    """Return the lines of each appointment, without those of the alarms inside it."""
    found: list[list[ContentLine]] = []
    open_: list[str] = []
    for line in lines:
        value = line.raw.strip().upper()
        if line.name == "BEGIN":
            open_.append(value)
            if value in _OCCASIONS:
                found.append([])
        elif line.name == "END":
            if value in open_:
                del open_[open_.index(value) :]
        elif open_ and open_[-1] in _OCCASIONS:
            found[-1].append(line)
    return found


def _occasion(lines: Sequence[ContentLine], zones: dict[str, timezone], method: str) -> Occasion:
    by_name = {line.name: line for line in reversed(lines)}
    start = _when(by_name.get("DTSTART"), zones)
    end = _when(by_name.get("DTEND") or by_name.get("DUE"), zones) or _after(start, by_name.get("DURATION"))
    host = by_name.get("ORGANIZER")
    status = by_name["STATUS"].raw.strip().upper() if "STATUS" in by_name else ""
    return Occasion(
        title=_text(by_name.get("SUMMARY")),
        start=start,
        end=_last_day(end),
        place=_text(by_name.get("LOCATION")),
        host="" if host is None else _host(host),
        cancelled=method == "CANCEL" or status == "CANCELLED",
        answered=method in {"REPLY", "COUNTER"},
        repeats="RRULE" in by_name or "RDATE" in by_name,
    )


def _text(line: ContentLine | None) -> str:
    return "" if line is None else line.text.strip()[:500]


def _host(line: ContentLine) -> str:
    address = re.sub(r"(?i)^mailto:", "", line.raw.strip())[:300]
    name = line.parameters.get("CN", "")[:200]
    return f"{name} <{address}>" if name and name != address else address


def _when(line: ContentLine | None, zones: dict[str, timezone]) -> When | None:
    match = None if line is None else _MOMENT.fullmatch(line.raw.strip())
    if line is None or match is None:
        return None
    year, month, day, hour, minute, second, utc = match.groups()
    try:
        if hour is None:
            return When(day=date(int(year), int(month), int(day)))
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001
        zone = UTC if utc else _zone(line.parameters.get("TZID", ""), zones)
        return When(moment=moment if zone is None else moment.replace(tzinfo=zone).astimezone(JAPAN))
    except (ValueError, OverflowError):
        return None


def _zone(name: str, zones: dict[str, timezone]) -> ZoneInfo | timezone | None:
    if name in _JAPANESE_ZONES:
        return JAPAN
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return zones.get(name)


def _zones(lines: Sequence[ContentLine]) -> dict[str, timezone]:
    """Return the standard offset of each zone the file describes itself."""
    found: dict[str, timezone] = {}
    name, part = "", ""
    for line in lines:
        if line.name == "TZID" and part == "VTIMEZONE":
            name = line.raw.strip()
        elif line.name == "BEGIN":
            part = line.raw.strip().upper()
        elif line.name == "TZOFFSETTO" and (part == "STANDARD" or name not in found):
            match = _OFFSET.fullmatch(line.raw.strip())
            if match and name:
                minutes = int(match.group(2)) % 24 * 60 + int(match.group(3)) % 60
                found[name] = timezone(timedelta(minutes=minutes if match.group(1) == "+" else -minutes))
    return found


def _after(start: When | None, line: ContentLine | None) -> When | None:
    match = None if line is None else _DURATION.fullmatch(line.raw.strip().upper())
    if start is None or match is None or start.moment is None:
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    try:
        return When(moment=start.moment + length)
    except OverflowError:
        return None


def _last_day(end: When | None) -> When | None:
    """Turn the day after, with which a whole day ends, into the last day itself."""
    if end is None or end.day is None or end.day == date.min:
        return end
    return When(day=end.day - timedelta(days=1))
