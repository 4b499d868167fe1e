"""A mailbox that cannot be polled becomes an incident."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.incident import Cause
from services.operations.domain.queues import House
from services.operations.handlers.watching import watch_once
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from tests.operations.incidents import incidents
from tests.operations.paper import healthy

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


async def test_a_mailbox_that_cannot_be_looked_into_for_long_is_an_incident(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO intake.mailbox_look (mailbox, desk_id, looked_at, failing_since, trouble, waiting, taken,"
                " moved) VALUES ('m', 'miono', :now, :now, 'away', 0, 0, 0)"
            ),
            {"now": NOW},
        )

    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(minutes=4))
    soon = await incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(minutes=6))
    later = await incidents(by_worker)

    assert soon == []
    assert [(one.cause, one.service, one.amount) for one in later] == [(Cause.MAILBOX_FAILING, "intake", 1)]
