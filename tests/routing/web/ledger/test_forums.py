import httpx2 as httpx

from shared.access.actor import Role
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import OFFICER, House
from tests.routing.handlers.ledger.test_forums import do, planned


async def test_case_and_forum_show_each_other_and_a_department_reads_its_invitation_and_no_more(
    house: House, client: httpx.AsyncClient
) -> None:
    await planned(house)
    await do(house, OFFICER, "announce")
    await house.opened(receipt="R8-0001")
    await do(house, OFFICER, "link-idea", receipt="R8-0001")
    await do(house, OFFICER, "invite", departments=("kanko",), words="ぜひお越しください。")
    await do(house, OFFICER, "write-summary", words="庁内の記録です。")

    await sign_in(client, house.admin, Role.DESK)
    of_case = (await client.get("/cases/R8-0001")).text
    of_forum = (await client.get("/forums/FR8-0001")).text
    form = await client.get("/forums/FR8-0001/invite")
    await sign_in(client, house.admin, Role.DEPARTMENT, department="kanko", user="kanko")
    invited = (await client.get("/forums/FR8-0001")).text
    await sign_in(client, house.admin, Role.DEPARTMENT, department="shinrin", user="forest")
    other = (await client.get("/forums/FR8-0001")).text

    assert (form.status_code, "観光振興課" in form.text) == (200, True)
    assert ("意見交換会・公表済み" in of_case, 'href="/forums/FR8-0001"' in of_case) == (True, True)
    assert ('href="/cases/R8-0001"' in of_forum, "庁内の記録です。" in of_forum) == (True, True)
    assert [("ぜひお越しください。" in page, "庁内の記録です。" in page) for page in (invited, other)] == [
        (True, False),
        (False, False),
    ]
