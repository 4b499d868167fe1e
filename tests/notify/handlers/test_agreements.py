"""Who leads an agreement hears that it does, and what becomes of the agreement."""

from datetime import date
from uuid import uuid4

from shared.events.agreements import AgreementAssigned, AgreementConcluded, AgreementEnded, AgreementEnding
from tests.notify.conftest import House, told

NUMBER = "KR8-0001"
DAY = date(2026, 11, 20)


async def test_the_lead_hears_that_it_is_in_charge_and_of_conclusion_and_end(house: House) -> None:
    concluded = AgreementConcluded(number=NUMBER, decision_id=uuid4(), decided_on=DAY, begins_on=DAY, lead="kanko")
    ended = AgreementEnded(number=NUMBER, ending=AgreementEnding.EXPIRED, day=DAY, reason_id=uuid4())

    await house.hear(
        told(AgreementAssigned(number=NUMBER, departments=("shinrin", "kanko"), lead="shinrin")),
        told(concluded),
        # Told before facts said who leads.
        told(ended),
        told(ended.model_copy(update={"lead": "shinrin"})),
    )

    notices = await house.rows("SELECT recipient, kind, receipt FROM notify.notification ORDER BY kind, recipient")
    assert [tuple(row.values()) for row in notices] == [
        ("shinrin", "agreement_assigned", NUMBER),
        ("kanko", "agreement_concluded", NUMBER),
        ("shinrin", "agreement_ended", NUMBER),
    ]
