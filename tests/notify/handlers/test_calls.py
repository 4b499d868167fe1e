"""The desk hears of a call it has to check, who drafted it of what is sent back, and both that it is closed."""

from uuid import uuid4

from shared.events.call import CallClosed, CallSentBack, CallSubmitted
from tests.notify.conftest import House, told

NUMBER = "BR8-0001"


async def test_each_hears_of_a_call_when_it_is_their_turn(house: House) -> None:
    await house.hear(
        told(CallSubmitted(number=NUMBER, officer=uuid4())),
        told(CallSentBack(number=NUMBER, department="kanko", reason_id=uuid4())),
        told(CallClosed(number=NUMBER, department="kanko", applications=60)),
        told(CallClosed(number="BR8-0002", applications=0)),
    )

    notices = await house.rows(
        "SELECT recipient, kind, receipt FROM notify.notification ORDER BY receipt, kind, recipient"
    )
    assert [tuple(row.values()) for row in notices] == [
        ("desk", "call_closed", NUMBER),
        ("kanko", "call_closed", NUMBER),
        ("kanko", "call_sent_back", NUMBER),
        ("desk", "call_to_check", NUMBER),
        ("desk", "call_closed", "BR8-0002"),
    ]
