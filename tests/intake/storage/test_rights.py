"""What the database refuses a door, whatever a program on it tries."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from services.intake.storage.tables import inspection
from services.intake.storage.work import Work
from services.intake.web.doors import DOOR
from shared.database.transactions import Transactions
from tests.intake.conftest import NOW


async def ask(transactions: Transactions[Work], **values: Any) -> None:
    async with transactions.begin(DOOR) as work:
        row = {"document_id": uuid4(), "keeper_id": uuid4(), "desk_id": "miono"} | values
        await work.connection.execute(insert(inspection).values(row))


@pytest.mark.parametrize(
    "said", [{"state": "checked"}, {"reason": "clean"}, {"findings": ["macro"]}, {"read_at": NOW}, {"scanned_at": NOW}]
)
async def test_a_door_asks_for_an_inspection_and_cannot_say_what_it_found(
    door_transactions: Transactions[Work], said: dict[str, Any]
) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        await ask(door_transactions, **said)

    # What it may ask fails only for there is no such file.
    with pytest.raises(IntegrityError):
        await ask(door_transactions)
