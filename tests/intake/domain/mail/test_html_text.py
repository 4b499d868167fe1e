from functools import partial

import pytest

from services.intake.domain.mail.html_text import visible_text
from tests.growth import grows_too_fast


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一<br>二</p><p>三</p>", "一\n二\n\n三"),
        ("<div>a<div>b</div></div>c<div><br></div>d", "a\nb\nc\n\nd"),
        ("<table><tr><th>名称<th>数<tr><td>りんご<td>3</table>", "名称\t数\nりんご\t3"),
        ("<ol start=3><li>三<ul><li>ア</ul><li>四</ol>", "3. 三\n　・ア\n4. 四"),
        (
            "前<blockquote>引用<blockquote>二重<br>続き</blockquote></blockquote>後",
            "前\n\n> 引用\n>\n> > 二重\n> > 続き\n\n後",
        ),
        ("<pre>a\n  b   c</pre>", "a\n  b   c"),
        ("a  \n b&nbsp;c &amp; &lt;d&gt; <b> e </b>f", "a b c & <d> e f"),
        (
            "<!--[if mso]><p>x</p><![endif]--><!--[if !mso]><!--><p>y</p><!--<![endif]--><![if !mso]>z<![endif]>",
            "y\n\nz",
        ),
        ("<p>残る<!-- 閉じない <p>これも", "残る 閉じない\n\nこれも"),
        ("<title>t</title><script>s</script><style>u</style>本文<img alt='図'>", "本文図"),
        ("<script>閉じない", ""),
        ("1 < 2 and <3 <a", "1 < 2 and <3 <a"),
    ],
)
def test_html_reads_as_a_browser_shows_it(html: str, text: str) -> None:
    assert visible_text(html).text == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://evil.example/">https://good.example/</a>', "https://good.example/ <https://evil.example/>"),
        ('<a href="https://good.example/">good.example</a>', "good.example"),
        ('<a href="mailto:a@b.example?subject=x">a@b.example</a>', "a@b.example"),
        ('<a href="mailto:a@b.example">こちら</a>', "こちら <a@b.example>"),
        ('<a href="javascript:x()">押す</a><a href="#n">下へ</a><a href="https://x.example"></a>', "押す下へ"),
    ],
)
def test_a_link_that_leads_elsewhere_than_it_says_shows_where(html: str, text: str) -> None:
    assert visible_text(html).text == text


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">秘<div>密</div></div>',
        '<span style="color:red;visibility: hidden">秘密</span>',
        "<p hidden>秘密</p>",
        '<span style="mso-hide:all">秘密</span>',
    ],
)
def test_what_no_reader_was_meant_to_see_is_left_out_and_told(hidden: str) -> None:
    found = visible_text(f"前{hidden}後")

    assert found.text.replace("\n", "") == "前後"
    assert found.hid_something


def test_what_hides_and_is_never_closed_hides_nothing() -> None:
    found = visible_text('<div style="display:none">本文がここから<p>始まる')

    assert found.text == "本文がここから\n\n始まる"


@pytest.mark.parametrize(
    ("piece", "times", "end"),
    [
        ("<p>a <a href='https://example.jp/x'>b</a></p>", 20_000, ""),
        ("<!--", 100_000, ">"),
        ("<div>", 60_000, ""),
        ("<![", 100_000, ">"),
        ("</", 100_000, ""),
        ('<a href="', 100_000, ">"),
        ("&", 300_000, ""),
        ("<blockquote>", 20_000, "x"),
    ],
    ids=["links", "comments", "nested", "declarations", "ends", "quotes", "references", "quoted"],
)
def test_large_and_hostile_html_takes_no_longer_than_it_is_long(piece: str, times: int, end: str) -> None:
    half, whole = (partial(visible_text, piece * number + end) for number in (times // 2, times))

    assert not grows_too_fast(half, whole)
