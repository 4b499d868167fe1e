"""What a department and the desk see in their inboxes when offers go back and forth."""

from uuid import uuid4

from shared.access.actor import Role
from shared.events import AccessChanged, CaseBounced, OfferMade, OfferRecalled
from tests.notify.conftest import NOW, House, told
from tests.notify.web.conftest import SignIn
from tests.notify.web.test_routes import RECEIPT, controls


async def test_a_department_reads_that_its_answer_is_not_needed_and_can_put_it_aside(
    house: House, sign_in: SignIn
) -> None:
    case_id, offer_id = uuid4(), uuid4()
    made = OfferMade(offer_id=offer_id, receipt=RECEIPT, department="sangyo", lead=True, due=NOW.date())
    back = OfferRecalled(offer_id=offer_id, receipt=RECEIPT, department="sangyo", reason_id=uuid4())
    await house.hear(told(made, about=case_id, version=4), told(back, about=case_id, version=6))
    await house.hear(told(AccessChanged(offered=(), taken_up=()), about=case_id, version=7))
    (row,) = await house.rows("SELECT notification_id FROM notify.notification WHERE kind = 'offer_recalled'")

    async with sign_in(Role.DEPARTMENT, department="sangyo") as section:
        before = await section.open("/inbox")
        answer = await section.press(before, f"/inbox/{row['notification_id']}/read")
        after = await section.open("/inbox")

    assert controls(before.text) == [
        "検討の依頼は、デスクが取りやめました。回答は不要です。（受付番号 R8-0012を既読にする）"
    ]
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")
    assert controls(after.text) == []


async def test_the_desk_sees_that_a_case_that_came_back_too_often_is_urgent(house: House, sign_in: SignIn) -> None:
    await house.hear(told(CaseBounced(receipt=RECEIPT, returns=3)))

    async with sign_in(Role.DESK) as desk:
        page = await desk.open("/inbox")
        machine = await desk.open("/api/inbox")

    assert controls(page.text) == [
        "担当外としての返送が3回になりました。デスクで担当を決めてください。（受付番号 R8-0012を開く）"
    ]
    assert "至急" in page.text
    assert [row["urgent"] for row in machine.json()["notifications"]] == [True]
