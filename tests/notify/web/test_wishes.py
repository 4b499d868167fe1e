"""Each person says how they are told by mail; what is urgent is not theirs to put off."""

import re
from typing import Any

from shared.access.actor import Role
from tests.notify.conftest import House
from tests.notify.web.conftest import Browser, SignIn

PATH = "/inbox/preferences"


async def save(browser: Browser, **said: str) -> Any:
    page = await browser.open(PATH)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    return await browser.client.post(PATH, data={"csrf_token": token.group(1), **said})


async def kept(house: House) -> list[tuple[str, str]]:
    rows = await house.rows("SELECT kind, mode FROM notify.mail_wish ORDER BY kind")
    return [(row["kind"], row["mode"]) for row in rows]


async def test_a_wish_is_kept_shown_and_taken_back(house: House, sign_in: SignIn) -> None:
    async with sign_in(Role.DESK) as desk:
        saved = await save(desk, case_opened="at_once", mail_held="never", verdict_given="digest")
        page = await desk.open(PATH)
        first = await kept(house)
        await save(desk, case_opened="digest", mail_held="never")

    assert (saved.status_code, saved.headers["location"]) == (303, f"{PATH}?saved=true")
    assert first == [("case_opened", "at_once"), ("mail_held", "never")]
    assert re.search(r'name="mail_held".*?value="never" selected', page.text, re.DOTALL) is not None
    assert "メールアドレスが登録されていない" in page.text
    assert await kept(house) == [("mail_held", "never")]


async def test_what_is_urgent_or_not_of_ones_post_cannot_be_put_off(house: House, sign_in: SignIn) -> None:
    async with sign_in(Role.DEPARTMENT, department="sangyo") as section:
        await save(section, case_overdue="never", mail_held="never", offer_made="never")
        wrong = await save(section, offer_made="sometimes")

    assert await kept(house) == [("offer_made", "never")]
    assert wrong.status_code == 422


async def test_nobody_changes_the_wishes_of_another(house: House, sign_in: SignIn) -> None:
    async with sign_in(Role.DESK) as desk:
        await save(desk, case_opened="at_once")
    async with sign_in(Role.DEPARTMENT, department="sangyo") as section:
        await save(section, offer_made="never")
        page = await section.open(PATH)

    assert await kept(house) == [("case_opened", "at_once"), ("offer_made", "never")]
    assert 'name="case_opened"' not in page.text
