from datetime import UTC, date, datetime

import pytest

from shared.japanese.era import (
    day_in_japan,
    fiscal_label,
    fiscal_name,
    fiscal_year,
    fiscal_year_in,
    parse_day,
    wareki,
    wareki_with_weekday,
)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 22), "令和8年11月22日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
    ],
)
def test_a_day_is_written_in_its_era(day: date, written: str) -> None:
    assert wareki(day) == written


def test_the_weekday_stands_behind_the_day() -> None:
    assert wareki_with_weekday(date(2026, 11, 22)) == "令和8年11月22日（日）"


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 4), 2026)],
)
def test_a_fiscal_year_runs_from_april_to_march(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("year", "label", "name"),
    [
        (2026, "R8", "令和8年度"),
        (2019, "R1", "令和元年度"),
        (2018, "H30", "平成30年度"),
        (1988, "S63", "昭和63年度"),
    ],
)
def test_a_fiscal_year_has_a_label_and_a_name(year: int, label: str, name: str) -> None:
    assert (fiscal_label(year), fiscal_name(year)) == (label, name)


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("R8", 2026),
        ("令和８年度", 2026),
        ("令和元年度", 2019),
        ("H30", 2018),
        (" 2026 ", 2026),
        ("8", None),
        ("令和", None),
    ],
)
def test_a_fiscal_year_is_read_as_an_office_writes_it(said: str, year: int | None) -> None:
    assert fiscal_year_in(said) == year


@pytest.mark.parametrize(
    "text",
    [
        "令和8年11月22日",
        "令和8年11月22日（日）",
        "令和 8 年 11 月 22 日",
        "Ｒ８．１１．２２",
        "R8/11/22",
        "2026-11-22",
        "２０２６年１１月２２日",
    ],
)
def test_a_day_is_read_however_it_was_written(text: str) -> None:
    assert parse_day(text) == date(2026, 11, 22)


def test_the_first_year_of_an_era_is_read_by_its_word() -> None:
    assert parse_day("令和元年5月1日") == date(2019, 5, 1)


@pytest.mark.parametrize("text", ["", "来週", "令和8年13月1日", "2026-02-30", "8.11.22", "²⁰²⁶"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert parse_day(text) is None


def test_the_evening_in_utc_is_already_the_next_day_in_japan() -> None:
    assert day_in_japan(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == date(2026, 4, 1)


def test_a_moment_without_a_time_zone_has_no_day_in_japan() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_in_japan(datetime(2026, 3, 31, 15, 0))  # noqa: DTZ001 -- the naive moment is what is tested.
