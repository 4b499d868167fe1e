"""T8: a department says 不成立 with its reason; the proposer reads it in words of their own, and its lesson is found.

Beside it two officers who act at once: one is told what the other did, and keeps what was typed.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx2 as httpx
import pytest
from playwright.async_api import BrowserContext

from tests.journeys.programs import DESK, SECOND, SECTION, Programs, confirm, tokens
from tests.journeys.test_t06_a_wish_and_three_companies import letters_to, shows, told
from tests.journeys.test_the_first_path import Town, sign_in
from tests.waiting import until

PROPOSER = "hashike@not-viable.example.jp"
OF_SECTION, OF_DESK = "BAIT-水産課の言葉", "BAIT-デスクの理由"
WORDS = "漁港の深さが足りないため、今回は実施できないとの結論になりました。"
ELSEWHERE = "深さのある港湾でしたら、港湾課にご相談いただけます。"
LESSON = "はしけの提案は、はじめに港の深さを確かめるとよい。"


@pytest.fixture(scope="module")
def programs(town: Town) -> Iterator[Programs]:
    """Let programs act for the desk, a second person of it, and a department."""
    with tokens(town, DESK, SECOND, SECTION, label="T8") as issued:
        yield issued


def proposed(programs: Programs, title: str, email: str) -> tuple[str, str]:
    """Send a proposal by program; return its number and the path of the proposer's page once the desk has it."""
    proposal = {
        "title": title,
        "summary": "県と一緒に取り組みます。",
        "proposer_kind": "company",
        "proposer_name": "はしけの会",
        "contact_name": "担当 一",
        "contact_email": email,
    }
    sent = httpx.post(f"{programs.town.web}/api/proposals", json=proposal, headers={"Idempotency-Key": email})
    said = sent.raise_for_status().json()
    programs.town.eventually(partial(programs.found, words=title))
    return said["receipt"], said["status_url"]


async def test_what_is_not_viable_is_read_in_the_readers_words_and_its_lesson_is_found(
    town: Town, programs: Programs, window: BrowserContext
) -> None:
    receipt, status = proposed(programs, "漁港にはしけを浮かべる", PROPOSER)
    page, department = await window.new_page(), await window.new_page()
    await page.goto(status)

    confirm(programs, receipt)
    programs.do(DESK, receipt, "offer", departments=["suisan"])
    programs.do(SECTION, receipt, "take-up")
    programs.do(SECTION, receipt, "give-verdict", verdict="not_viable", reason=OF_SECTION)
    said = {"reason": OF_DESK, "words": WORDS, "alternatives": ELSEWHERE, "lesson": LESSON}
    waits = programs.do(DESK, receipt, "propose-decline", ground="verdict", **said)
    alone = programs.post(DESK, receipt, "approve-decline", f'"{waits["version"]}"', {})
    programs.do(SECOND, receipt, "approve-decline")
    letter = town.eventually(partial(told, town, PROPOSER, WORDS))
    await until(partial(shows, page, f"{town.web}/status", WORDS), seconds=20)
    read = await page.inner_text("main")
    await sign_in(department, town, SECTION)
    await department.goto(f"{town.web}/lessons?q=はしけ")
    learned = await department.inner_text("main")

    assert (alone.status_code, "別の職員" in alone.text) == (httpx.codes.CONFLICT, True)
    for words in (WORDS, ELSEWHERE, "水産課"):
        assert (words in letter.get_content(), words in read) == (True, True)
    assert ["BAIT" in one for one in (letter.get_content(), read, learned)] == [False] * 3
    assert ["はしけを浮かべる" in one for one in (letter.get_content(), letter["Subject"])] == [False, False]
    assert "現在の段階：見送り" in read
    assert (LESSON in learned, receipt in learned) == (True, True)
    town.eventually(lambda: "case_ended" in programs.inbox(SECTION, receipt))
    assert len([one for one in letters_to(town, PROPOSER) if WORDS in one.get_content()]) == 1


async def test_of_two_officers_who_act_at_once_one_is_told_and_loses_nothing(
    town: Town, programs: Programs, window: BrowserContext
) -> None:
    receipt, _ = proposed(programs, "二人が開いた提案", "futari@not-viable.example.jp")
    officer = await window.new_page()
    await sign_in(officer, town, DESK)
    await officer.goto(f"{town.web}/cases/{receipt}")
    form = officer.get_by_role("form", name="提案者に連絡する", include_hidden=True)
    await officer.get_by_text("提案者に連絡する", exact=True).first.click()
    await form.get_by_label("提案者に伝える言葉").fill("先に書き始めた言葉です。")

    with ThreadPoolExecutor(max_workers=2) as both:
        acts = [both.submit(programs.post, user, receipt, "start", '"1"', {}) for user in (DESK, SECOND)]
    answers = sorted((act.result() for act in acts), key=lambda one: one.status_code)
    await form.get_by_role("button", name="提案者に送る").click()
    await officer.wait_for_load_state()
    late = await officer.inner_text("main")

    assert [one.status_code for one in answers] == [httpx.codes.OK, httpx.codes.CONFLICT]
    assert answers[1].json()["case"]["version"] == answers[0].json()["version"] == 2
    assert "ほかの職員がこの案件を更新しました。" in late
    assert await form.get_by_label("提案者に伝える言葉").input_value() == "先に書き始めた言葉です。"
    history = [line["type"] for line in programs.read(DESK, receipt)["history"]]
    assert len(history) == len(set(history)) == 2
