"""The doors count what they take, apart from what becomes of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.storage.door_entries import DoorEntry
from services.intake.storage.work import Work
from shared.database.transactions import DatabaseActor, Transactions
from shared.events import Channel
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, NOW
from tests.intake.mails import a_mail


def entry() -> DoorEntry:
    return DoorEntry(raw_id=uuid4(), desk_id="miono", channel=Channel.FORM, accepted_at=NOW)


async def test_an_accepted_mail_is_counted_at_the_door(
    worker_transactions: Transactions[Work], scheme: DeskScheme, admin: AsyncEngine
) -> None:
    mail = MailAtTheDoor(recipient=DESK, mail_from="a@kigyo.example.jp", rcpt_to=(DESK,), content=a_mail())

    async with worker_transactions.begin() as work:
        (raw_id,) = await accept_mails([(mail, scheme)], work, now=NOW)

    async with admin.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM intake.balance_door"))).all()
    assert [tuple(row) for row in rows] == [(raw_id, "miono", "mail", NOW)]


@pytest.mark.parametrize("count", [0, 1, 3])
async def test_a_door_counts_any_number_at_once(
    door_transactions: Transactions[Work], admin: AsyncEngine, count: int
) -> None:
    async with door_transactions.begin(DatabaseActor(kind="door")) as work:
        await work.door_entries.add([entry() for _ in range(count)])

    async with admin.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM intake.door_entry")) == count


async def test_only_a_door_counts(door_transactions: Transactions[Work]) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with door_transactions.begin(DatabaseActor(kind="staff")) as work:
            await work.door_entries.add([entry()])


async def test_what_was_counted_cannot_be_uncounted_even_by_the_owner(
    worker_transactions: Transactions[Work], admin: AsyncEngine
) -> None:
    async with worker_transactions.begin() as work:
        await work.door_entries.add([entry()])

    with pytest.raises(DBAPIError, match="append-only"):
        async with admin.begin() as connection:
            await connection.execute(
                text("UPDATE intake.door_entry SET accepted_at = :at"), {"at": NOW - timedelta(days=1)}
            )
