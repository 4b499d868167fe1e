"""Five unseen proposals: an officer sees for each the ranked sections and why, and asks one of them."""

from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.journeys.test_the_first_path import sign_in
from tests.journeys.unseen import ALL, MAILS, Unseen, send_all

Town = Any
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
AXE_RUN = """async () => (await axe.run(document, {runOnly: [
    'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'
]})).violations.map(v => [v.id, v.nodes.map(n => n.html)])"""


def receipts(town: Town) -> dict[str, str]:
    """Return the receipt numbers of the unseen proposals by title; nothing while one is missing."""
    wanted = {one.title for one in ALL}
    found = {line["title"]: line["receipt"] for line in town.desk("case", "list") if line["title"] in wanted}
    return found if len(found) == len(wanted) else {}


async def see(page: Page, one: Unseen) -> list[str]:
    """Look at a case as the officer does who has not confirmed it yet; return the sections as they are ranked."""
    await expect(page.get_by_role("heading", level=1)).to_contain_text(one.title[-4:])
    first = page.locator("#ranking .desk-ranked").first
    await expect(first.locator("dd mark").first).to_be_visible()
    await expect(page.locator("#proposal mark[data-of]").first).to_be_visible()
    return await page.locator("#ranking .desk-ranked strong").all_inner_texts()


async def confirm(page: Page) -> None:
    """Confirm the case that is open."""
    for box in await page.locator("input[name=checked]").all():
        await box.check()
    await page.get_by_role("textbox", name="要旨").fill("新しい取組の提案です。")
    await page.get_by_role("button", name="確認を終える").click()


async def test_an_officer_sees_for_five_unseen_proposals_which_sections_and_why(
    town: Town, window: BrowserContext
) -> None:
    send_all(town.environment)
    found = town.eventually(lambda: receipts(town))
    page = await window.new_page()
    await sign_in(page, town, "desk-minami")

    for one in ALL:
        await page.goto(f"{town.web}/cases/{found[one.title]}")
        assert set(one.sections) & set((await see(page, one))[:3]), one.title

    await confirm(page)
    assert await page.locator("#offer input[name=departments]:checked").count() == 0
    # The words lead to their places, and the first section is asked with the keyboard alone.
    await page.locator("#offer .desk-ranked").first.locator("a[href^='#word-']").first.click()
    await expect(page.locator("mark:has(> :target)")).to_be_in_viewport()
    await page.locator("#f-departments").focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="送付する").press("Enter")
    await expect(page.locator("#offers strong").first).to_be_visible()
    await expect(page.get_by_text("ほかの課にも送付する")).to_be_visible()


async def test_axe_finds_nothing_on_a_case_with_its_ranking_however_wide(town: Town, chromium: Browser) -> None:
    # bypass_csp lets the test put axe into the page.
    context = await chromium.new_context(bypass_csp=True, locale="ja-JP", viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    await sign_in(page, town, "desk-minami")
    await page.goto(f"{town.web}/cases")
    await page.get_by_role("row").filter(has_text=MAILS[0].title).get_by_role("link").first.click()
    await expect(page.locator("#ranking mark").first).to_be_visible()
    await page.add_script_tag(path=AXE)
    faults, widths = [], []

    for width in (1280, 360):
        await page.set_viewport_size({"width": width, "height": 900})
        faults += await page.evaluate(AXE_RUN)
        widths.append(await page.evaluate("document.documentElement.scrollWidth"))

    assert faults == []
    assert widths == [1280, 360]
    await context.close()
