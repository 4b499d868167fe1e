"""What nobody looks after, and who has not opened what they were told, on the pages where the desk goes on from it."""

from uuid import UUID, uuid4

import httpx2 as httpx

from shared.access.actor import Role
from shared.events import ForgottenCause
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import NOW, House
from tests.routing.handlers.test_forgetting import case_id_of, notice
from tests.routing.web.conftest import a_browser
from tests.routing.web.test_ends import CASE, words

PAGE = "/cases/forgotten"
CAUSES = (
    "担当者がいない",
    "次に動く日を過ぎている",
    "誰にも知らせていない",
    "知らせが開かれていない",
    "提案者の返信に対応していない",
)


async def found(house: House, case_id: UUID) -> None:
    """Let the machine have found everything that a case can lack."""
    async with house.admin.begin() as connection:
        for cause in ForgottenCause:
            await connection.exec_driver_sql(
                "INSERT INTO routing.forgotten_case (finding_id, case_id, cause, found_at) VALUES ($1, $2, $3, $4)",
                (uuid4(), case_id, cause.value, NOW),
            )


async def test_every_cause_stands_with_its_case_before_the_desk_and_before_nobody_else(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.opened()
    nothing = words((await officer.get(PAGE)).text)
    await found(house, await case_id_of(house))

    page, cases = (await officer.get(PAGE)).text, (await officer.get("/cases")).text
    async with a_browser() as browser:
        await sign_in(browser, house.admin, Role.DEPARTMENT, department="shinrin")
        of_department = await browser.get(PAGE)

    assert "対応が止まっている案件はありません" in nothing
    assert page.count(f'href="{CASE}"') == len(CAUSES) == len(ForgottenCause)
    assert [cause for cause in CAUSES if cause not in words(page)] == []
    assert (of_department.status_code, f'href="{PAGE}"' in cases) == (403, True)


async def test_the_desk_sees_who_opened_the_notice_of_a_department_when_and_who_has_not(
    house: House, officer: httpx.AsyncClient
) -> None:
    case = await house.offered("shinrin", "kanko")
    for department in ("shinrin", "kanko"):
        await notice(house, case.case_id, department)
    async with a_browser() as browser:
        await sign_in(browser, house.admin, Role.DEPARTMENT, department="shinrin")
        await browser.get(CASE)

    notices = words((await officer.get(CASE)).text).partition("担当課へのお知らせの開封")[2]

    assert "森林整備課：検討依頼 開封" in notices
    assert "観光振興課：検討依頼 未開封" in notices
    assert "試験 太郎" in notices.partition("観光振興課")[0] + notices.partition("森林整備課")[2][:60]
