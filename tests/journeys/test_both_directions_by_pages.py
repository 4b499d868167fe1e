"""A mailed proposal and a wish of a department go from arrival to the public register: by pages, without JavaScript."""

from collections.abc import Mapping
from functools import partial

import httpx2 as httpx
from playwright.async_api import BrowserContext, Page

from deploy.sample.proposals import department_wish
from tests.journeys.onward_by_pages import (
    DECIDED,
    LESSON,
    agree_as_company,
    agree_as_department,
    approve,
    complete,
    concluded,
    coordinate,
    on_case,
    project_of,
    put_to_proposer,
    seen_by_everybody,
    work,
)
from tests.journeys.test_answers_to_our_mails import a_mail
from tests.journeys.test_t03_no_mail_storm import Delivery, deliver
from tests.journeys.test_t04_completion_by_mail import status_path
from tests.journeys.test_t06_a_wish_and_three_companies import open_link, shows, told
from tests.journeys.test_the_first_path import Town, case_of, confirm, sign_in
from tests.waiting import until

TITLE, PROPOSER = "磯の朝市をいっしょに開く", "asaichi@both-pages.example.jp"
IDEA, ABSTRACT = "廃業した市場の建物で、月に一度の朝市を開きます。\n", "朝市を開く提案です。"
WHY = "県の漁港活用の方針と合い、来年度から実施できます。"
RESULT, CLOSED = "水産課が、ご一緒に進めたいと判断しました。", "水産課と、協定に向けて話し合いを始めます。"
PUBLIC, WISH_PUBLIC = "磯の朝市がはじまりました", "消防団の倉庫を分け合っています"
WISH = "消防団の倉庫をいっしょに使う"
PARTNER, OTHER = "株式会社港北くらし", "有限会社山手そうこ"
COMPANIES = {PARTNER: "kurashi@both-pages.example.jp", OTHER: "souko@both-pages.example.jp"}
WISH_RESULT, WISH_CLOSED = "一社から、応じるとの回答がありました。", "港北くらしと進めることになりました。"
TO_PARTNER, TO_OTHER = "ぜひ一緒に進めさせてください。", "今回はほかの方と進めることになりました。"


async def shows_in_inbox(page: Page, town: Town, receipt: str, kind: str) -> bool:
    """Look whether a notice of some kind about a case stands in the inbox of whoever is signed in."""
    await page.goto(f"{town.web}/inbox")
    return await page.locator(".desk-inbox__item").filter(has_text=receipt).filter(has_text=kind).count() > 0


async def open_from_inbox(page: Page, town: Town, receipt: str, kind: str) -> None:
    """Wait for a notice and open the case from there."""
    await until(partial(shows_in_inbox, page, town, receipt, kind), seconds=20)
    notice = page.locator(".desk-inbox__item").filter(has_text=receipt).filter(has_text=kind)
    await notice.get_by_role("button").first.click()


async def judge(page: Page, why: str) -> str:
    """Let a department take up what is open and say yes; return what it read before it did."""
    read = await page.inner_text("main")
    await page.get_by_role("button", name="検討を引き受ける").click()
    await page.get_by_label("成立", exact=True).check()
    await page.get_by_label("理由").first.fill(why)
    await page.get_by_role("button", name="回答する").click()
    return read


async def tell_result(desk: Page, words: str) -> None:
    """Let the desk tell who proposed what was judged, on the page of the case."""
    await desk.get_by_text("提案者に連絡する", exact=True).first.click()
    form = desk.get_by_role("form", name="提案者に連絡する")
    await form.locator("input[value=result]").check()
    await form.get_by_label("提案者に伝える言葉").fill(words)
    await form.get_by_role("button", name="提案者に送る").click()


async def close(desk: Page, partner: str, said: Mapping[str, str]) -> None:
    """Let the desk close the round with one partner, and say what everybody is told."""
    closing = desk.locator("#close-round")
    await closing.get_by_label(partner).check()
    await closing.locator("input[value=collaboration]").check()
    for name, words in said.items():
        await closing.locator(f"[name={name}]").fill(words)
    await closing.get_by_role("button").click()


async def test_a_mailed_proposal_goes_from_arrival_to_the_public_register(
    town: Town, window: BrowserContext, other_window: BrowserContext
) -> None:
    deliver(town, Delivery(raw=a_mail(PROPOSER, TITLE, IDEA, 81), mail_from=PROPOSER))
    receipt = town.eventually(lambda: case_of(town, TITLE))["receipt"]
    acknowledged = town.eventually(partial(told, town, PROPOSER, receipt))
    case, status = f"{town.web}/cases/{receipt}", f"{town.web}/status"
    desk, proposer = await window.new_page(), await window.new_page()
    department = await other_window.new_page()
    await proposer.goto(town.web + status_path(acknowledged))
    await sign_in(desk, town, "desk-minami")
    await sign_in(department, town, "suisan-isobe")

    await confirm(desk, town, receipt, ABSTRACT)
    await desk.get_by_label("そのほかの課 1", exact=True).select_option("suisan")
    await desk.get_by_role("button", name="送付する").click()
    await open_from_inbox(department, town, receipt, "検討依頼")
    read = await judge(department, WHY)
    await open_from_inbox(desk, town, receipt, "検討結果")
    seen_by_desk = await desk.inner_text("main")
    await tell_result(desk, RESULT)
    result = town.eventually(partial(told, town, PROPOSER, RESULT))
    await until(partial(shows, proposer, status, RESULT), seconds=20)
    await desk.goto(case)
    await close(desk, "水産課", {"ground": "所管する課が一つであるため。", "words": CLOSED})
    closed = town.eventually(partial(told, town, PROPOSER, CLOSED))
    await until(partial(shows, proposer, status, CLOSED), seconds=20)
    await open_from_inbox(department, town, receipt, "検討の終了")

    assert [words in read for words in (ABSTRACT, IDEA.strip())] == [True, False]
    assert WHY in seen_by_desk
    assert ["検討結果のお知らせ" in result["Subject"], "今後の進め方のお知らせ" in closed["Subject"]] == [True, True]
    assert [IDEA.strip() in mail.get_content() for mail in (result, closed)] == [False, False]
    assert "現在の段階：実施に向けた調整中" in await proposer.inner_text("main")
    assert CLOSED in await department.inner_text("main")

    agreement = concluded(town, "朝市に関する事業連携協定", "磯の朝市の会")
    await desk.goto(case)
    await on_case(
        desk,
        "協定区分を記録する",
        {**DECIDED, "form": "project", "agreement": agreement},
        of="decide-cooperation",
    )
    await coordinate(desk, "予算の措置の確認")
    project = await project_of(department, case)
    await work(department, "磯の朝市")
    number = await put_to_proposer(desk, town, project, {"title": PUBLIC, "summary": "月に一度、朝市を開きます。"})
    await until(partial(shows, proposer, status, "公表の案"), seconds=20)
    put = await proposer.inner_text("main")
    for agree in await proposer.get_by_label("公表してよい", exact=True).all():
        await agree.check()
    await proposer.get_by_role("button", name="回答する").click()
    await approve(desk, town, number)
    seen = await seen_by_everybody(proposer, town, number)
    ended = await complete(desk, case)
    await until(partial(shows, proposer, status, "現在の段階：完了"), seconds=20)

    assert ["月に一度、朝市を開きます。" in put, PUBLIC in seen, IDEA.strip() in seen] == [True, True, False]
    assert [agreement in ended, project in ended, LESSON in ended] == [True, True, True]


async def wish(page: Page, town: Town) -> None:
    """Let a department fill in the form of its wish and send it."""
    await page.goto(f"{town.web}/propose/department")
    values = {name: [said] if isinstance(said, str) else said for name, said in department_wish()["values"].items()}
    # Who proposes is not asked of a department that is signed in.
    for name, said in (values | {"title": [WISH], "proposer_kind": []}).items():
        field = page.locator(f'[name="{name}"]')
        for one in said:
            if await field.first.get_attribute("type") not in {"radio", "checkbox"}:
                await field.fill(one)
            elif await field.count() == 1:
                await field.check()
            else:
                await page.locator(f'[name="{name}"][value="{one}"]').check()
    await page.get_by_role("button", name="入力の内容を確認する").click()
    await page.get_by_role("button", name="この内容で送信する").click()


def register(town: Town) -> None:
    """Let both companies become known to the desk, each by a proposal of its own."""
    for name, address in COMPANIES.items():
        proposal = {
            "title": f"{name}からの提案",
            "summary": "県と一緒に取り組みます。",
            "proposer_kind": "company",
            "proposer_name": name,
            "contact_name": "担当 一",
            "contact_email": address,
        }
        sent = httpx.post(f"{town.web}/api/proposals", json=proposal, headers={"Idempotency-Key": address})
        assert sent.status_code == httpx.codes.ACCEPTED, sent.text
        town.eventually(partial(case_of, town, proposal["title"]))


async def keep_contact(desk: Page, town: Town, company: str) -> None:
    """Let the desk keep in its registry whom to write to at a company."""
    await desk.goto(f"{town.web}/parties")
    await desk.get_by_label("名称、フリガナ又は法人番号").fill(company)
    await desk.get_by_role("button", name="探す").click()
    await desk.locator("main").get_by_role("link", name=company).click()
    await desk.locator('main a[href$="/contacts"]').first.click()
    await desk.get_by_label("氏名").fill("企画 二郎")
    await desk.get_by_label("メール", exact=True).fill(COMPANIES[company])
    await desk.get_by_role("button", name="連絡先を登録する").click()


async def ask_both(desk: Page, town: Town, receipt: str) -> None:
    """Let the desk find both companies in the registry and ask them, under the contacts that are kept there."""
    await desk.goto(f"{town.web}/cases/{receipt}/ask")
    for name in COMPANIES:
        await desk.get_by_label("名称、フリガナ又は法人番号").fill(name)
        await desk.get_by_role("button", name="探す").click()
        await desk.get_by_label(name).check()
        await desk.get_by_role("button", name="探す").click()
    await desk.get_by_label("団体への連絡").fill("ぜひご検討ください。")
    await desk.get_by_role("button", name="検討を依頼する").click()


async def answer_by_link(company: Page) -> None:
    """Let a company take up what it was asked and say yes, on the page of its link."""
    await company.get_by_role("button", name="関心があり、検討を引き受ける").click()
    await company.get_by_label("応じます", exact=True).check()
    await company.get_by_label("理由・ご提案の内容").fill("空き倉庫を三棟お貸しできます。")
    await company.get_by_role("button", name="回答を送る").click()


async def write_down(desk: Page, company: str) -> None:
    """Let the desk write down what a company said by telephone."""
    form = desk.get_by_role("form", name=f"{company}の回答を記録する")
    await desk.get_by_text(f"（{company}）").click()
    await form.locator("select[name=verdict]").select_option("not_viable")
    await form.locator("textarea[name=reason]").fill("場所がないとの回答（電話）。")
    await form.get_by_role("button", name="回答を記録する").click()


async def test_a_wish_of_a_department_goes_from_arrival_to_the_public_register(
    town: Town, window: BrowserContext, other_window: BrowserContext
) -> None:
    register(town)
    desk, company, department = await window.new_page(), await window.new_page(), await other_window.new_page()
    await sign_in(desk, town, "desk-minami")
    await sign_in(department, town, department_wish()["user"])

    await wish(department, town)
    receipt = town.eventually(lambda: case_of(town, WISH))["receipt"]
    case = f"{town.web}/cases/{receipt}"
    for name in COMPANIES:
        await keep_contact(desk, town, name)
    await confirm(desk, town, receipt, "消防団の倉庫を一緒に使う企業を求めます。")
    await ask_both(desk, town, receipt)
    for address in COMPANIES.values():
        town.eventually(partial(told, town, address, "/offers/"))
    await open_link(company, town, COMPANIES[PARTNER])
    await answer_by_link(company)
    await desk.goto(case)
    await write_down(desk, OTHER)
    await tell_result(desk, WISH_RESULT)
    await open_from_inbox(department, town, receipt, "デスクからの連絡")
    result = await department.inner_text("main")
    await desk.goto(case)
    said = {"ground": "同じ条件で依頼し、比べました。", "words": WISH_CLOSED}
    await close(desk, PARTNER, said | {"words_to_partners": TO_PARTNER, "words_to_others": TO_OTHER})
    to_partner, to_other = (
        town.eventually(partial(told, town, COMPANIES[name], words)).get_content()
        for name, words in ((PARTNER, TO_PARTNER), (OTHER, TO_OTHER))
    )
    await open_from_inbox(department, town, receipt, "検討の終了")
    await company.goto(f"{town.web}/offers")

    assert WISH_RESULT in result
    assert WISH_CLOSED in await department.inner_text("main")
    assert TO_PARTNER in await company.inner_text("main")
    assert [words in to_partner for words in (TO_OTHER, OTHER, WISH)] == [False, False, False]
    assert [words in to_other for words in (TO_PARTNER, PARTNER, WISH)] == [False, False, False]

    await desk.goto(case)
    await on_case(desk, "協定区分を記録する", {**DECIDED, "form": "none"}, of="decide-cooperation")
    await coordinate(desk, "個人情報の取扱いの確認")
    project = await project_of(department, case)
    await work(department, "倉庫の分け合い")
    number = await put_to_proposer(desk, town, project, {"title": WISH_PUBLIC, "summary": "三棟を分け合います。"})
    await open_from_inbox(department, town, number, "公表")
    await agree_as_department(department)
    await agree_as_company(company, town)
    await approve(desk, town, number)
    seen = await seen_by_everybody(company, town, number)
    ended = await complete(desk, case)

    assert [words in seen for words in (WISH_PUBLIC, PARTNER, "協定によらない", OTHER)] == [True, True, True, False]
    assert [project in ended, LESSON in ended] == [True, True]
