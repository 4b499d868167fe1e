"""Every macro on a page, in a real browser: axe finds nothing, nothing is too wide, the policy holds."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Request, expect

AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"
PATHS = ("/cases/guide", "/public", "/nowhere")


async def opened(browser: Browser, url: str, width: int, **context: Any) -> Page:
    # bypass_csp lets the test put axe into the page; the policy itself is tested without it below.
    options = {"viewport": {"width": width, "height": 900}, "bypass_csp": True, **context}
    page = await (await browser.new_context(**options)).new_page()
    await page.goto(url)
    return page


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing_on_a_page_of_the_frame(
    browser: Browser, guide_url: str, path: str, width: int
) -> None:
    page = await opened(browser, guide_url + path, width)
    await page.add_script_tag(path=AXE)

    found = await page.evaluate(
        "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
        " 'best-practice']})).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
    )

    assert found == []
    await page.context.close()


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_is_never_wider_than_a_screen_of_320_pixels(browser: Browser, guide_url: str, path: str) -> None:
    page = await opened(browser, guide_url + path, 320)

    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    await page.context.close()


async def test_the_error_summary_has_the_focus_also_without_javascript(browser: Browser, guide_url: str) -> None:
    page = await opened(browser, guide_url + "/cases/guide", 1280, java_script_enabled=False)

    await expect(page.locator("#error-summary")).to_be_focused()
    await page.context.close()


@pytest.mark.parametrize("path", ["/cases/guide", "/public"])
async def test_the_policy_refuses_nothing_that_a_page_needs(browser: Browser, guide_url: str, path: str) -> None:
    page = await browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    await page.goto(guide_url + path)

    assert complaints == []
    await page.context.close()


async def test_the_inbox_asks_for_its_own_part_every_20_seconds(browser: Browser, guide_url: str) -> None:
    page = await browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    asked: asyncio.Queue[Request] = asyncio.Queue()
    await page.clock.install()
    await page.route("**/inbox", lambda route: route.continue_(url=guide_url + "/cases/guide"))
    await page.goto(guide_url + "/cases/guide")
    await page.locator(".desk-inbox__item").first.evaluate("item => item.remove()")
    await page.locator("#inbox-R8-0009").focus()
    page.on("request", asked.put_nowait)

    await page.clock.run_for(20_000)
    request = await asyncio.wait_for(asked.get(), timeout=20)
    response = await request.response()

    assert response is not None
    assert (await response.text()).strip().startswith('<div id="inbox"')
    await expect(page.locator(".desk-inbox__item")).to_have_count(3)
    await expect(page.locator("#inbox-R8-0009")).to_be_focused()
    assert complaints == []
    await page.context.close()


async def test_a_second_press_does_not_send_a_form_twice(browser: Browser, guide_url: str) -> None:
    page = await browser.new_page()
    await page.goto(guide_url + "/public")

    prevented = await page.evaluate(
        """() => {
            const form = document.querySelector('form[data-once]');
            const press = () => form.dispatchEvent(new SubmitEvent('submit', {bubbles: true, cancelable: true}));
            return [!press(), !press()];
        }"""
    )

    assert prevented == [False, True]
    await page.context.close()
