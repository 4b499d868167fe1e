"""Dates and fiscal years as an office writes them: 令和8年11月22日, 令和8年度, R8."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

JAPAN: Final = timezone(timedelta(hours=9), "Asia/Tokyo")  # Japan has had no summer time since 1951.
_FISCAL_YEAR_BEGINS_IN: Final = 4
_WEEKDAYS: Final = "月火水木金土日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """One era with its word, its letter and its first day."""

    word: str
    letter: str
    first_day: date

    def year_of(self, western_year: int) -> int:
        """Return the year of this era that *western_year* is."""
        return western_year - self.first_day.year + 1


ERAS: Final = (
    Era(word="令和", letter="R", first_day=date(2019, 5, 1)),
    Era(word="平成", letter="H", first_day=date(1989, 1, 8)),
    Era(word="昭和", letter="S", first_day=date(1926, 12, 25)),
    Era(word="大正", letter="T", first_day=date(1912, 7, 30)),
    Era(word="明治", letter="M", first_day=date(1868, 1, 25)),
)
_BY_NAME: Final = {name: era for era in ERAS for name in (era.word, era.letter)}
_ERA_DAY: Final = re.compile(
    r"(令和|平成|昭和|大正|明治|[RHSTM])(元|\d{1,2})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?"
)
_WESTERN_DAY: Final = re.compile(r"(\d{4})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?")
_FISCAL_YEAR: Final = re.compile(r"(令和|平成|昭和|[RHSrhs])(元|\d{1,2})(?:年度?)?")
_WESTERN_YEAR: Final = re.compile(r"(?:19|2[01])\d\d")
_WEEKDAY_BEHIND: Final = re.compile(r"\([月火水木金土日]\)$")


def era_of(day: date) -> Era:
    """Return the era *day* lies in; a day before 明治 counts as 明治."""
    return next((era for era in ERAS if day >= era.first_day), ERAS[-1])


def day_in_japan(moment: datetime) -> date:
    """Return the calendar day it is in Japan at *moment*, which must know its time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day in Japan")
    return moment.astimezone(JAPAN).date()


def wareki(day: date) -> str:
    """Write *day* as 令和8年11月22日; the first year of an era is 元年."""
    era = era_of(day)
    return f"{era.word}{_year_word(era.year_of(day.year))}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """Return the one character of the weekday."""
    return _WEEKDAYS[day.weekday()]


def wareki_with_weekday(day: date) -> str:
    """Write *day* as 令和8年11月22日（日）."""
    return f"{wareki(day)}（{weekday(day)}）"


def moment_words(moment: datetime | None) -> str:
    """Write a moment as an office in Japan does, the day alone where the day begins then; nothing for none."""
    if moment is None:
        return ""
    there = moment.astimezone(JAPAN)
    day = wareki_with_weekday(there.date())
    return day if there.time() == time() else f"{day}{there:%H時%M分}"


def fiscal_year(day: date) -> int:
    """Return the western year in which the fiscal year of *day* began (April to March)."""
    return day.year if day.month >= _FISCAL_YEAR_BEGINS_IN else day.year - 1


def fiscal_label(year: int) -> str:
    """Return the short label of a fiscal year, R8 for 2026."""
    era = _era_of_fiscal_year(year)
    return f"{era.letter}{era.year_of(year)}"


def fiscal_name(year: int) -> str:
    """Return the full name of a fiscal year, 令和8年度 for 2026."""
    era = _era_of_fiscal_year(year)
    return f"{era.word}{_year_word(era.year_of(year))}年度"


def fiscal_year_in(text: str) -> int | None:
    """Read R8, 令和8年度, 令和元年度 or 2026 as the western year in which that fiscal year began; else None."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if found := _FISCAL_YEAR.fullmatch(plain):
        name, year = found.groups()
        return _BY_NAME[name.upper()].first_day.year + (1 if year == "元" else int(year)) - 1
    return int(plain) if _WESTERN_YEAR.fullmatch(plain) else None


def parse_day(text: str) -> date | None:
    """Read 令和8年11月22日, R8.11.22, 2026/11/22 and their full-width forms; anything else is None.

    A year past the end of its era (平成35年) is read on, because forms printed years ago still arrive.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    plain = _WEEKDAY_BEHIND.sub("", plain)
    if found := _ERA_DAY.fullmatch(plain):
        name, year, month, day = found.groups()
        first_year = _BY_NAME[name].first_day.year
        return _day_or_none(first_year + (1 if year == "元" else int(year)) - 1, int(month), int(day))
    if found := _WESTERN_DAY.fullmatch(plain):
        return _day_or_none(int(found[1]), int(found[2]), int(found[3]))
    return None


def _year_word(year: int) -> str:
    return "元" if year == 1 else str(year)


def _era_of_fiscal_year(year: int) -> Era:
    # The era on the first of May decides: the year that began on 2019-04-01 is 令和元年度 in the state's own
    # papers, and the one that began on 1988-04-01 stays 昭和63年度.
    return era_of(date(year, 5, 1))


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
