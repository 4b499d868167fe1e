"""A department whose wish a case is goes on to it from its inbox, although nobody asked it to judge."""

from uuid import uuid4

from shared.access.actor import Role
from shared.events import OfferMade
from tests.notify.conftest import House, told
from tests.notify.handlers.test_announcing import DUE, RECEIPT, case, offer
from tests.notify.web.conftest import SignIn


async def test_a_department_opens_its_own_wish_from_its_inbox_and_is_told_once_a_round(
    house: House, sign_in: SignIn
) -> None:
    case_id = await case(house, stage="offered", proposing="bosai")
    asked = [(await offer(house, case_id, party_id=party), party) for party in (uuid4(), uuid4())]
    facts = [OfferMade(offer_id=one, receipt=RECEIPT, party_id=party, lead=False, due=DUE) for one, party in asked]

    await house.hear(*(told(fact, about=case_id, version=8 + number) for number, fact in enumerate(facts)))
    (row,) = await house.rows("SELECT notification_id, recipient FROM notify.notification")
    async with sign_in(Role.DEPARTMENT, department="bosai") as section:
        page = await section.open("/inbox")
        answer = await section.press(page, f"/inbox/{row['notification_id']}/read")

    assert row["recipient"] == "bosai"
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{RECEIPT}")
