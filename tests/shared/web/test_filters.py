"""Values as people read them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.web import filters

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 00:30 on the 23rd in Tokyo


def test_a_moment_is_shown_on_tokyos_clock_and_calendar() -> None:
    assert filters.wareki(NOW, time=True) == "令和8年11月23日（月） 00時30分"
    assert filters.wareki(NOW, seconds=True) == "令和8年11月23日（月） 00時30分00秒"
    assert filters.wareki(NOW, weekday=False) == "令和8年11月23日"
    assert filters.jst(NOW) == "2026-11-23 00:30"
    assert filters.machine_date(NOW) == "2026-11-23T00:30:00+09:00"


def test_a_day_stays_the_day_it_is() -> None:
    assert filters.wareki(date(2019, 5, 1)) == "令和元年5月1日（水）"
    assert filters.machine_date(date(2026, 4, 1)) == "2026-04-01"


def test_nothing_is_shown_for_nothing() -> None:
    assert (filters.wareki(None), filters.jst(None), filters.machine_date(None)) == ("", "", "")


@pytest.mark.parametrize(
    ("due", "said", "tone"),
    [
        (date(2026, 11, 21), "2日超過", "danger"),
        (date(2026, 11, 23), "本日", "warning"),
        (date(2026, 11, 24), "明日", "warning"),
        (date(2026, 11, 26), "あと3日", "warning"),
        (date(2026, 11, 27), "あと4日", "neutral"),
        (None, "期限なし", "neutral"),
    ],
)
def test_a_due_day_says_how_far_it_is(due: date | None, said: str, tone: str) -> None:
    assert filters.relative_due(lambda: NOW)(due) == said
    assert filters.due_tone(lambda: NOW)(due) == tone


def test_untrusted_text_is_never_markup_and_hides_nothing() -> None:
    shown = filters.paragraphs("<b>一</b>\r\n二\x1b\n\n \n三\u202e&")

    control = '<span class="desk-control" title="制御文字">U+{}</span>'
    assert shown == (
        "<p>&lt;b&gt;一&lt;/b&gt;<br>二" + control.format("001B") + "</p>\n<p>三" + control.format("202E") + "&amp;</p>"
    )


def test_names_and_emoji_keep_their_joiners() -> None:
    assert filters.visible("髙\U000e0100👩\u200d💻") == "髙\U000e0100👩\u200d💻"


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0バイト"), (1023, "1023バイト"), (48_213, "47KB"), (3_482_113, "3.3MB")]
)
def test_a_size_is_said_in_the_unit_people_use(size: int, said: str) -> None:
    assert filters.filesize(size) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "1分未満"), (59, "59分"), (60, "1時間"), (24 * 60 - 1, "23時間"), (48 * 60, "2日")]
)
def test_how_long_something_has_waited_is_said_in_the_largest_whole_unit(minutes: int, said: str) -> None:
    assert filters.waited(lambda: NOW)(NOW - timedelta(minutes=minutes)) == said


def test_an_address_breaks_before_its_at_and_its_dots_and_is_never_markup() -> None:
    assert filters.mail_address("teian@miono.example") == "teian<wbr>@miono<wbr>.example"
    assert filters.mail_address("<b>@x") == "&lt;b&gt;<wbr>@x"
