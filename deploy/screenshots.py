"""`make screenshots`: walk the first path on the running desk and keep a picture of each page in docs/pictures."""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Browser, FloatRect, Page, async_playwright

from deploy.tour import take_tour

PROJECT = Path(__file__).resolve().parents[1]
PICTURES = PROJECT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
# Nothing of the browser's own may look for the outside world.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
SIZE = {"width": 1280, "height": 900}
ROOM, TALLEST, COLOURS = 8, 1300, 128
ABSTRACT = "沿岸の藻場の再生を漁業者と進め、吸収量を測って公表する取組への協力の提案です。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photographer:
    """Visits the desk described by its card and keeps pictures."""

    card: dict[str, Any]
    browser: Browser

    @property
    def web(self) -> str:
        """Return the address of the desk."""
        return str(self.card["web"])

    async def visitor(self, user: str | None = None) -> Page:
        """Open a window, signed in as *user* when one is named."""
        context = await self.browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", viewport=SIZE)  # type: ignore[arg-type]  # a plain dict
        page = await context.new_page()
        if user is not None:
            account = next(one for one in self.card["accounts"] if one["user"] == user)
            await page.goto(f"{self.card['web']}/signin")
            await page.get_by_label("利用者名").fill(account["user"])
            await page.get_by_label("パスワード").fill(account["password"])
            await page.get_by_role("button", name="サインイン").click()
        return page

    async def keep(self, page: Page, path: str | None, name: str, *, whole: bool = False, only: str = "") -> None:
        """Go to *path* and keep what is seen, the whole page, or *only* the parts a selector finds, as *name*."""
        if path is not None:
            await page.goto(f"{self.card['web']}{path}")
        # Cut out of the whole page: where it scrolls, the links that stay in sight would stand across the picture.
        clip = await _around(page, only) if only else None
        file = PICTURES / f"{name}.png"
        await page.screenshot(path=file, full_page=whole or bool(only), clip=clip)
        _make_small(file)

    def link_to(self, address: str, words: str) -> str | None:
        """Return the secret link in the newest letter to *address* whose subject holds *words*."""
        return next((link for link in _links(Path(self.card["outgoing_mail"]), address, words)), None)


async def _around(page: Page, only: str) -> FloatRect:
    """Return the place that holds all that the selector finds, with a little room."""
    await page.evaluate("scrollTo(0, 0)")
    boxes = [box for one in await page.locator(only).all() if (box := await one.bounding_box()) is not None]
    left, top = min(box["x"] for box in boxes) - ROOM, min(box["y"] for box in boxes) - ROOM
    right = max(box["x"] + box["width"] for box in boxes) + ROOM
    bottom = max(box["y"] + box["height"] for box in boxes) + ROOM
    return {"x": max(left, 0), "y": max(top, 0), "width": right - left, "height": min(bottom - top, TALLEST)}


def _make_small(file: Path) -> None:
    """Write a picture anew with the few colours it has."""
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(colors=COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


async def take_all(card: dict[str, Any]) -> None:
    """Confirm and offer one sample case as people do, and keep a picture of each page on the way."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        taker = Photographer(card=card, browser=browser)
        await _public(taker)
        receipt = await _desk(taker)
        await _department(taker, receipt)
        await take_tour(taker)
        await taker.keep(await taker.visitor(), "/register", "register")
        operator = await taker.visitor("unyo")
        await taker.keep(operator, "/operations", "operations")
        await browser.close()


async def _public(taker: Photographer) -> None:
    visitor = await taker.visitor()
    await taker.keep(visitor, "/", "front")
    await taker.keep(visitor, "/propose", "form")
    await taker.keep(visitor, next(_links(Path(taker.card["outgoing_mail"]))), "status")


def _links(maildir: Path, address: str = "", words: str = "") -> Iterator[str]:
    """Yield the paths of secret links among the mails that left, the newest first."""
    for file in sorted((maildir / "new").iterdir(), key=lambda file: file.stat().st_mtime, reverse=True):
        letter = message_from_bytes(file.read_bytes(), policy=default)
        found = re.search(r"/status/[A-Za-z0-9_=-]+", letter.get_content())
        if found and address in str(letter["To"]) and words in str(letter["Subject"]):
            yield found.group(0)


async def _desk(taker: Photographer) -> str:
    desk = await taker.visitor("desk-minami")
    await taker.keep(desk, "/inbox", "inbox-desk")
    await taker.keep(desk, "/cases", "cases")
    row = desk.get_by_role("row").filter(has_text="ブルーカーボン")
    receipt = (await row.get_by_role("link").first.inner_text()).strip()
    await desk.goto(f"{taker.card['web']}/cases/{receipt}")
    if await desk.get_by_role("textbox", name="要旨").count():
        for box in await desk.locator("input[name=checked]").all():
            await box.check()
        await desk.get_by_role("textbox", name="要旨").fill(ABSTRACT)
        await taker.keep(desk, None, "case-confirm", whole=True)
        await desk.get_by_role("button", name="確認を終える").click()
        await desk.locator("#offer").wait_for()
    if await desk.locator("#offer").count():
        await taker.keep(desk, None, "case-ranking", only="#offer")
    suggested = desk.locator(".desk-ranked input[name=departments][value=suisan]")
    if await suggested.is_visible():
        await suggested.check()
        await desk.get_by_role("button", name="送付する").click()
    return receipt


async def _department(taker: Photographer, receipt: str) -> None:
    section = await taker.visitor("suisan-isobe")
    await taker.keep(section, "/inbox", "inbox")
    await taker.keep(section, f"/cases/{receipt}", "case-offered", whole=True)
    take_up = section.get_by_role("button", name="検討を引き受ける")
    if await take_up.count():
        await take_up.click()
    await taker.keep(section, None, "case-department", whole=True)


def main() -> None:
    """Read the card of the running desk and take all pictures."""
    card = json.loads((PROJECT / ".local" / "desk.json").read_text(encoding="utf-8"))
    asyncio.run(take_all(card))


if __name__ == "__main__":
    main()
