"""Cases from before a way of reading are read anew, as often as anybody asks."""

from uuid import UUID

import pytest

from services.routing.handlers import rereading
from services.routing.handlers.rereading import Reread, reread_cases
from services.routing.ports import NoSuchCase
from services.routing.storage import tables
from shared.documents import Documents, KeeperKind
from tests.routing.conftest import DESK, House
from tests.routing.test_consumers import destroy

ROWS = (
    "SELECT t.case_id, t.terms, l.essence, l.marks, (SELECT count(*) FROM routing.likeness_mark m"
    " WHERE m.case_id = t.case_id) AS digests FROM routing.case_terms t JOIN routing.likeness l USING (case_id)"
    " ORDER BY t.case_id"
)


async def opened(house: House, receipt: str) -> tuple[UUID, UUID]:
    """Open a case nobody reads and return it and its proposal."""
    await house.opened(receipt=receipt)
    (row,) = await house.rows("SELECT case_id, proposal_id FROM routing.desk_case WHERE receipt = :r", r=receipt)
    return row["case_id"], row["proposal_id"]


async def test_cases_nobody_read_are_read_batch_by_batch_and_a_second_time_changes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereading, "TOGETHER", 2)
    cases = [(await opened(house, f"R8-000{number}"))[0] for number in range(3)]

    first = await reread_cases(house.worker, DESK)
    rows = await house.rows(ROWS)
    second = await reread_cases(house.worker, DESK)

    assert first == second == Reread(read=3, gone=0)
    assert [row["case_id"] for row in rows] == cases
    assert all(row["digests"] == row["marks"] > 0 for row in rows)
    assert await house.rows(ROWS) == rows


async def test_one_case_is_read_and_another_desk_has_none_of_that_number(house: House) -> None:
    await house.opened(receipt="R8-0001")
    case_id, _ = await opened(house, "R8-0002")

    done = await reread_cases(house.worker, DESK, receipt="R8-0002")

    assert done == Reread(read=1, gone=0)
    assert [row["case_id"] for row in await house.rows(ROWS)] == [case_id]
    with pytest.raises(NoSuchCase):
        await reread_cases(house.worker, "minato", receipt="R8-0002")


async def test_what_was_destroyed_is_counted_and_stops_nobody_else(house: House) -> None:
    (_, given), (decided, _), (case_id, _) = [await opened(house, f"R8-000{number}") for number in range(3)]
    await destroy(house, given)
    async with house.admin.begin() as connection:
        await Documents(connection, tables.documents, house.keyring).destroy(decided, KeeperKind.CASE_GIVEN)

    done = await reread_cases(house.worker, DESK)

    assert done == Reread(read=1, gone=2)
    assert [row["case_id"] for row in await house.rows(ROWS)] == [case_id]
