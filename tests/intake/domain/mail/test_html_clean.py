import re
from functools import partial
from html.parser import HTMLParser

import pytest

from services.intake.domain.mail.html_clean import clean_html
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import WarningCode
from tests.growth import grows_too_fast
from tests.intake.domain.mail.hostile_html import HOSTILE

ALLOWED = {("a", "href"), ("a", "rel"), ("td", "colspan"), ("td", "rowspan"), ("ol", "start")}


class Elements(HTMLParser):
    """Notes every element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.targets: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.targets += [value or "" for name, value in attrs if name == "href"]


def html_mail(html: str) -> bytes:
    return b"From: a@b.example\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_active_is_left(html: str) -> None:
    found = Elements(clean_html([f"<p>前</p>{html}<p>後</p>"]) or "")

    assert found.attributes - ALLOWED == set()
    assert [target for target in found.targets if not re.match(r"https?://|mailto:", target)] == []
    assert not found.tags & {"script", "style", "img", "svg", "math", "form", "input", "iframe", "meta", "base", "link"}


def test_what_people_write_with_is_kept_and_a_link_shows_its_target() -> None:
    html = "<h1>題</h1><table><tr><td colspan=2>a</td></tr></table><ul><li>b</ul><blockquote>c</blockquote>"
    link = '<a href="https://x.example/?a=1&amp;b=2">ここ</a>'

    assert clean_html([html, link]) == (
        '<h1>題</h1><table><tbody><tr><td colspan="2">a</td></tr></tbody></table><ul><li>b</li></ul>'
        "<blockquote>c</blockquote>\n<hr>\n"
        '<a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow">ここ</a>'
        " <small>［https://x.example/?a=1&amp;b=2］</small>"
    )


def test_a_mail_without_html_has_none_to_show() -> None:
    parsed = parse_mail(b"From: a@b.example\r\nSubject: x\r\n\r\nplain")

    assert parsed.make_up.html is None


@pytest.mark.parametrize(("piece", "times"), [("<div>", 50_000), ("&nbsp;本", 300_000)], ids=["nested", "references"])
def test_html_that_would_keep_a_parser_busy_is_read_but_not_shown(piece: str, times: int) -> None:
    half, whole = (html_mail(piece * number + "本文") for number in (times // 2, times))

    parsed = parse_mail(whole)

    assert not grows_too_fast(partial(parse_mail, half), partial(parse_mail, whole))
    assert (parsed.make_up.html, "本" in parsed.text) == (None, True)
    assert WarningCode.HTML_REFUSED in {warning.code for warning in parsed.warnings}


def test_of_megabytes_of_html_with_many_links_the_beginning_is_shown() -> None:
    html = '<p>ご案内 <a href="https://example.jp/shop?id=1&amp;ref=mail">こちら</a>をご覧ください。</p>' * 50_000

    parsed = parse_mail(html_mail(html))

    assert (parsed.make_up.html or "").startswith("<p>ご案内")
    assert WarningCode.TEXT_CUT in {warning.code for warning in parsed.warnings}


def test_what_is_hidden_in_html_is_told() -> None:
    parsed = parse_mail(html_mail('<p>本文</p><p style="display:none">隠し</p>'))

    assert parsed.text == "本文"
    assert parsed.make_up.html == "<p>本文</p>"
    assert WarningCode.HIDDEN_TEXT in {warning.code for warning in parsed.warnings}


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>前</p>\n<div style='display: none'>\n<div>秘</div>密\n</div >\n<p>後</p>", "<p>前</p>\n\n<p>後</p>"),
        ("<p>前<span hidden>秘</span>間<b style='visibility:hidden'>密</b>後</p>", "<p>前間後</p>"),
        ("<p>前</p><div style='display:none'>閉じない", "<p>前</p><div>閉じない</div>"),
        ("<p>display:none と hidden の話</p>", "<p>display:none と hidden の話</p>"),
        ("<div style='display:none'>秘</div>", None),
    ],
)
def test_what_is_hidden_is_left_out_of_the_html_as_of_the_text(html: str, shown: str | None) -> None:
    assert clean_html([html]) == shown
