"""Whoever was merged into another case is not forgotten when that one is decided."""

from uuid import UUID, uuid4

from shared.events import CaseReferred
from tests.notify.conftest import House, told
from tests.notify.handlers.test_announcing import RECEIPT, case


async def merged(house: House, into: UUID, *, receipt: str, stage: str = "merged") -> UUID:
    case_id = await case(house, stage=stage, receipt=receipt)
    await house.change(
        "INSERT INTO routing.case_link (case_id, other_id, kind, desk_id, linked_at)"
        " VALUES (:id, :into, 'merged', 'miono', now())",
        id=case_id,
        into=into,
    )
    return case_id


async def test_the_end_of_a_case_is_one_task_of_the_desk_for_each_that_goes_on_in_it(house: House) -> None:
    case_id = await case(house, stage="referred")
    first = await merged(house, case_id, receipt="R8-0013")
    await merged(house, first, receipt="R8-0014")
    await merged(house, case_id, receipt="R8-0015", stage="confirming")
    referred = told(CaseReferred(receipt=RECEIPT, reason_id=uuid4(), note_id=uuid4()), about=case_id, version=9)

    await house.hear(referred, referred)

    rows = await house.rows("SELECT recipient, kind, detail, receipt FROM notify.notification ORDER BY receipt")
    assert [tuple(row.values()) for row in rows] == [
        ("desk", "merged_into_decided", "referred", "R8-0013"),
        ("desk", "merged_into_decided", "referred", "R8-0014"),
    ]
