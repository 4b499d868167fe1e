"""Show HTML that a stranger wrote: on a page of its own, where nothing runs, nothing loads and nothing is styled."""

from html import escape
from typing import Final

from starlette.responses import HTMLResponse

POLICY: Final = "sandbox; default-src 'none'; style-src 'none'; base-uri 'none'; form-action 'none'"
_PAGE: Final = """<!DOCTYPE html>
<html lang="ja">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
<main>
<h1>{title}</h1>
<p>メールの HTML から、画像、書式、入力欄、プログラムを取り除いて表示しています。\
リンクの後ろの［　］は実際の行き先です。心当たりのない行き先は開かないでください。</p>
<hr>
{content}
</main>
</body>
</html>
"""


def foreign_html(content: str, *, title: str) -> HTMLResponse:
    """Return *content*, which intake has cleaned, as a page that even uncleaned could do nothing."""
    page = _PAGE.format(title=escape(title), content=content)
    return HTMLResponse(page, headers={"Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'"})
