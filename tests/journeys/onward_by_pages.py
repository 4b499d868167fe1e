"""From a closed round to the public register, by the pages: what a person looks at and fills in on the way."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Final

from playwright.async_api import Locator, Page

from tests.journeys.test_the_first_path import Town, sign_in, sign_out
from tests.waiting import until

LESSON: Final = "下見の日は、両方の都合をはじめに聞くとよい。"
CONCLUDED: Final = date(2026, 11, 20)
DECIDED: Final = {
    "decided": "",
    "body": "政策調整会議",
    "day-year": "2026",
    "day-month": "11",
    "day-day": "20",
    "reference": "計推第30号",
}


async def fill_in(form: Locator, said: Mapping[str, str], *, of: str = "") -> None:
    """Fill in fields by their names: one of several is chosen, one alone ticked, others are typed in or selected."""
    for name, value in said.items():
        field = form.locator(f'[name="{of}{name}"]')
        match await field.evaluate_all("all => [all[0].type, all.length]"):
            case ["radio" | "checkbox", 1]:
                await field.check()
            case ["radio" | "checkbox", _]:
                await form.locator(f'[name="{of}{name}"][value="{value}"]').check()
            case ["select-one", _]:
                await field.select_option(value)
            case _:
                await field.fill(value)


async def on_case(desk: Page, words: str, said: Mapping[str, str], *, of: str) -> None:
    """Fill in one of the forms of a case, which may wait behind its summary, and send it."""
    form = desk.get_by_role("form", name=words, include_hidden=True)
    behind = desk.locator("details", has=form)
    if await behind.count() and await behind.get_attribute("open") is None:
        await behind.locator("summary").first.click()
    await fill_in(form, said, of=f"{of}-")
    await form.get_by_role("button").click()


async def on_item(page: Page, words: str, said: Mapping[str, str]) -> None:
    """Open one of the forms of an item of the ledger from its page, fill it in and send it."""
    await page.get_by_role("link", name=words, exact=True).click()
    form = page.get_by_role("form", name=words)
    await fill_in(form, said)
    await form.get_by_role("button").click()


def concluded(town: Town, title: str, partner: str) -> str:
    """Have an agreement concluded in the register; return its number."""
    said = {"title": title, "form": "project", "purpose": "地域をにぎやかにする。", "new_parties": partner}
    drafted = {**said, "fields": "regional", "lead": "suisan"}
    number: str = _desk(town, ("begin",), drafted)["number"]
    day = CONCLUDED.isoformat()
    _desk(town, ("do", number, "conclude"), {"body": "政策調整会議", "decided_on": day, "begins_on": day})
    return number


def _desk(town: Town, words: tuple[str, ...], said: Mapping[str, str]) -> dict[str, str]:
    pairs = [word for name, value in said.items() for word in ("--set", f"{name}={value}")]
    answered: dict[str, str] = town.desk("agreement", *words, "--as", "desk-minami", *pairs)
    return answered


async def coordinate(desk: Page, waived: str) -> None:
    """Let the desk plan what comes before the work, waive one procedure, see the rest done, and begin the work."""
    await on_case(desk, "手続きを計画する", {}, of="plan")
    milestone = {"words": "現地の下見", "day-year": "2026", "day-month": "12", "day-day": "10"}
    await on_case(desk, "日程を決める・動かす", milestone, of="set-milestone")
    form = desk.get_by_role("form", name="手続きを済みにする", include_hidden=True)
    choices = form.locator("select option", has_text=waived)
    procedure = str(await choices.get_attribute("value"))
    reason = {"procedure_id": procedure, "needed": "false", "reason": "新たな費用がないため。"}
    await on_case(desk, "手続きを済みにする", reason, of="complete-procedure")
    done = desk.locator("#tasks").get_by_role("button", name="済みにする")
    while await done.count():
        await done.first.click()
    await on_case(desk, "実施を始める", {"words": "実施を始めます。"}, of="start-implementation")


async def project_of(page: Page, case: str) -> str:
    """Wait until the page of the case names the project it goes on in, open that and return its number."""
    link = page.locator("#ledger a", has_text="JR")

    async def named() -> bool:
        await page.goto(case)
        return await link.count() > 0

    await until(named, seconds=20)
    number = await link.inner_text()
    await link.click()
    return number


async def work(department: Page, title: str) -> None:
    """Let a department name its project, begin it, report on it and say what came of it."""
    await on_item(department, "件名・内容・分野を改める", {"title": title})
    await on_item(department, "実施を始める", {})
    report = {"begins": "2026-11-01", "ends": "2026-11-20", "done": "三回開き、地域の方が集まった。"}
    await on_item(department, "報告を記録する", report)
    effect = {"effect_kind": "count", "standing": "actual", "label": "参加者", "count": "120", "unit": "人"}
    how = {"as_of": "2026-11-20", "method": "名簿による。"}
    await on_item(department, "効果を記録する", effect | how)


async def put_to_proposer(desk: Page, town: Town, project: str, said: Mapping[str, str]) -> str:
    """Let the desk draft what everybody may read and ask for consent; return the number of the publication."""
    await desk.goto(f"{town.web}/publications")
    await on_item(desk, "公表の案を作る", {"about": project})
    await on_item(desk, "案を書く", said)
    await on_item(desk, "提案者・連携先に同意を求める", {"words": "公表の案をご確認ください。", "due": "2026-12-20"})
    return await desk.locator("h1 .desk-number").inner_text()


async def agree_as_department(department: Page) -> None:
    """Let the department whose wish it is say yes to everything the draft says."""
    await department.get_by_role("link", name="提案した課として回答する").click()
    for one in await department.get_by_role("group", name="公表に同意する項目").get_by_role("checkbox").all():
        await one.check()
    await department.get_by_label("伝えたいこと").fill("お願いします。")
    await department.get_by_role("button", name="提案した課として回答する").click()


async def agree_as_company(company: Page, town: Town) -> None:
    """Let the company that was chosen say yes, on the page of its link, to everything that names it."""

    async def asked() -> bool:
        await company.goto(f"{town.web}/offers")
        return await company.get_by_role("form", name="公表への同意").count() > 0

    await until(asked, seconds=20)
    for one in await company.get_by_label("公表してよい", exact=True).all():
        await one.check()
    await company.get_by_role("button", name="回答する", exact=True).click()


async def approve(desk: Page, town: Town, number: str) -> None:
    """Let the desk submit what was agreed to, and a second person approve it."""
    place = f"{town.web}/publications/{number}"

    async def agreed() -> bool:
        await desk.goto(place)
        return await desk.get_by_role("button", name="承認を求める").count() > 0

    await until(agreed, seconds=20)
    await desk.get_by_role("button", name="承認を求める").click()
    await sign_out(desk)
    await sign_in(desk, town, "desk-asahina")
    await desk.goto(place)
    await on_item(desk, "公表を承認する", {})


async def seen_by_everybody(anybody: Page, town: Town, number: str) -> str:
    """Wait seconds until everybody's page and feed show it; return what the page says."""
    page, feed = f"{town.web}/register/{number}", f"{town.web}/register/feed.atom"
    await until(partial(_is_there, anybody, page, number), seconds=20)
    await until(partial(_is_there, anybody, feed, number), seconds=20)
    await anybody.goto(page)
    return await anybody.inner_text("main")


async def _is_there(anybody: Page, address: str, number: str) -> bool:
    answer = await anybody.request.get(address)
    return answer.ok and number in await answer.text()


async def complete(desk: Page, case: str) -> str:
    """Let the desk complete the case with a lesson; return what its page says then."""
    await desk.goto(case)
    await on_case(desk, "完了を記録する", {"words": "取組が形になりました。", "lesson": LESSON}, of="complete")
    return await desk.inner_text("main")
