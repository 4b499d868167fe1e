"""A municipality is invited in mid-course, joins, sees its own part and never the proposal, and leaves for a reason."""

from playwright.async_api import BrowserContext, Page

from tests.journeys.test_answers_to_our_mails import a_mail
from tests.journeys.test_t03_no_mail_storm import Delivery, deliver
from tests.journeys.test_the_first_path import Town, case_of, confirm, sign_in
from tests.waiting import until

TITLE, SECRET = "磯の観察会をひらく", "BAIT-観察会の費用は当社が持ちます。"
PROPOSER = "iso@joins.example.jp"
ABSTRACT, WORDS = "海辺の観察会の提案です。", "会場となる浜の使用について、参加をお願いします。"
REASON = "BAIT-浜の工事と重なるため"


async def read(page: Page) -> str:
    """Return the page a click has led to, once all of it is there."""
    await page.wait_for_load_state()
    return await page.content()


async def tells(page: Page, town: Town, receipt: str, kind: str) -> bool:
    """Tell whether the inbox of the post at a screen holds this of a case."""
    answer = await page.request.get(f"{town.web}/api/inbox")
    return any((one["receipt"], one["kind"]) == (receipt, kind) for one in (await answer.json())["notifications"])


async def test_a_municipality_joins_in_mid_course_and_leaves(
    town: Town, window: BrowserContext, other_window: BrowserContext
) -> None:
    deliver(town, Delivery(raw=a_mail(PROPOSER, TITLE, SECRET, 5), mail_from=PROPOSER))
    receipt = town.eventually(lambda: case_of(town, TITLE))["receipt"]
    desk, guest = await window.new_page(), await other_window.new_page()
    await sign_in(desk, town, "desk-minami")
    await sign_in(guest, town, "isobe-nagisa")
    await confirm(desk, town, receipt, ABSTRACT)
    await desk.get_by_text("市町村に参加を依頼する").first.click()
    await desk.get_by_label("磯部市").check()
    await desk.get_by_label("依頼の言葉").fill(WORDS)
    await desk.get_by_role("button", name="参加を依頼する").click()

    await guest.goto(f"{town.web}/cases")
    await guest.get_by_role("link", name=receipt).click()
    invited = await read(guest)
    await guest.get_by_role("button", name="参加する").click()
    await guest.get_by_label("デスクに伝えること").fill("浜は空いています。")
    await guest.get_by_role("button", name="送る").click()
    joined = await read(guest)
    await guest.get_by_text("参加をやめる").first.click()
    await guest.get_by_label("参加をやめる理由").fill(REASON)
    await guest.get_by_role("button", name="参加をやめる").click()
    gone = await read(guest)
    await desk.goto(f"{town.web}/cases/{receipt}")
    history = await desk.locator("#history").inner_text()
    card = await desk.locator("#municipalities").inner_text()

    assert [ABSTRACT in page and WORDS in page for page in (invited, joined, gone)] == [True, True, False]
    assert [TITLE in page or SECRET in page for page in (invited, joined, gone)] == [False] * 3
    assert ("浜は空いています。" in joined, "参加の記録" in gone, REASON in gone) == (True, True, True)
    steps = ("市町村に参加を依頼", "市町村が参加", "市町村の参加が終了")
    assert [step in history for step in steps] == [True] * 3
    assert (REASON in card, "磯部市" in card) == (True, True)
    await until(lambda: tells(desk, town, receipt, "municipality_left"))
    assert await tells(desk, town, receipt, "municipality_joined")
    assert await tells(guest, town, receipt, "municipality_invited")
