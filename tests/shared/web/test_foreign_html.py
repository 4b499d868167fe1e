"""HTML of strangers in a real browser: nothing runs, nothing is fetched, even if the cleaning had let it through."""

from collections.abc import Sequence

from playwright.async_api import Browser, Page, Route

from services.intake.domain.mail.html_clean import clean_html
from shared.web.foreign_html import foreign_html
from tests.intake.domain.mail.hostile_html import HOSTILE

PLACE = "http://desk.test/html"
ACTIVE = """() => [...document.querySelectorAll('*')].filter(one =>
    /^(script|style|link|meta|base|img|svg|math|iframe|object|embed|form|input|button|video|audio|template)$/i
        .test(one.localName) && one.getAttribute('charset') === null
    || [...one.attributes].some(a => /^on|^style$|^src|^background$|^id$|^name$/i.test(a.name)
        || /^\\s*(javascript|data|vbscript):/i.test(a.value))).map(one => one.outerHTML.slice(0, 80))"""


async def acted(page: Page, html: str, headers: dict[str, str]) -> list[str]:
    """Open *html* and return what it did: what it asked for and what it said."""
    done: list[str] = []

    async def answer(route: Route) -> None:
        if route.request.url == PLACE:
            await route.fulfill(body=html, headers={"Content-Type": "text/html; charset=utf-8", **headers})
            return
        done.append(route.request.url)
        await route.abort()

    page.on("dialog", lambda dialog: done.append(dialog.message))
    await page.route("**", answer)
    await page.goto(PLACE)
    await page.wait_for_load_state("networkidle")
    await page.unroute("**")
    return done


def page_of(pages: Sequence[str]) -> str:
    """Return the page that shows cleaned HTML."""
    return bytes(foreign_html(clean_html(pages) or "", title="x").body).decode()


async def test_hostile_html_does_nothing_in_a_browser(browser: Browser) -> None:
    policy = foreign_html("", title="x").headers["content-security-policy"]
    context = await browser.new_context()
    page = await context.new_page()

    # Cleaned, without the policy; then the worst as it came, with nothing but the policy to hold it.
    cleaned = await acted(page, page_of(HOSTILE), {})
    elements = await page.evaluate(ACTIVE)
    bare = await acted(
        page, "".join(one for one in HOSTILE if "refresh" not in one), {"Content-Security-Policy": policy}
    )
    await context.close()

    assert (cleaned, elements) == ([], [])
    assert bare == []
