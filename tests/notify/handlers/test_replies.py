"""Who works on a proposal is told that its proposer has answered; a department only once it may read it."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from shared.events import Attached, ReplyReceived
from tests.notify.conftest import House, told

LEADS = "shinrin"


def answered(*, confirmed: bool = True) -> ReplyReceived:
    return ReplyReceived(
        reply_id=uuid4(), raw_id=uuid4(), receipt="R8-0012", confirmed=confirmed, attached=Attached.ADDRESS
    )


async def a_case(house: House, proposal_id: UUID, state: str) -> UUID:
    """Put a case into routing that two departments were offered; the first leads."""
    case_id = uuid4()
    async with house.admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO routing.desk_case (case_id, desk_id, proposal_id, receipt, direction, proposer_kind,"
                " channel, stage, confirmed, classification, correlation_id, scheme_version, next_day, version,"
                " head_hash) VALUES (:id, 'miono', :proposal_id, 'R8-0012', 'to_departments', 'company', 'mail',"
                " 'offered', true, 'limited', :id, 1, '2026-12-01', 1, '')"
            ),
            {"id": case_id, "proposal_id": proposal_id},
        )
        for department, lead in ((LEADS, True), ("kanko", False)):
            await connection.execute(
                text(
                    "INSERT INTO routing.offer (offer_id, case_id, department, lead, due, state)"
                    " VALUES (gen_random_uuid(), :id, :department, :lead, '2026-12-01', :state)"
                ),
                {"id": case_id, "department": department, "lead": lead, "state": state},
            )
    return case_id


async def notices(house: House) -> list[tuple[str, str, str | None, UUID | None]]:
    async with house.admin.connect() as connection:
        rows = await connection.execute(
            text("SELECT recipient, kind, detail, case_id FROM notify.notification ORDER BY recipient")
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("state", "recipients"), [("asked", ["desk"]), ("taken_up", ["desk", LEADS]), ("joined", ["desk", LEADS])]
)
async def test_the_desk_is_told_of_a_reply_and_the_leading_department_once_it_has_taken_the_case_up(
    house: House, state: str, recipients: list[str]
) -> None:
    proposal_id = uuid4()
    case_id = await a_case(house, proposal_id, state)

    await house.hear_many(told(answered(), about=proposal_id), told(answered(), about=proposal_id, version=2))

    assert await notices(house) == [(one, "reply_received", None, case_id) for one in recipients for _ in range(2)]


async def test_a_reply_from_somebody_unknown_is_told_as_such_even_before_there_is_a_case(house: House) -> None:
    await house.hear_many(told(answered(confirmed=False)))

    assert await notices(house) == [("desk", "reply_received", "unconfirmed", None)]
