"""A system that takes nothing of what it is told becomes an incident."""

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


async def test_a_system_that_takes_nothing_for_a_day_is_an_incident(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO notify.webhook_receiver (desk_id, webhook, failing_since, trouble)"
                " VALUES ('miono', 'portal', :now, 'unreachable')"
            ),
            {"now": NOW},
        )

    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(hours=23))
    soon = await incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(hours=25))
    later = await incidents(by_worker)

    assert soon == []
    assert [(one.cause, one.service, one.amount) for one in later] == [(Cause.WEBHOOK_SILENT, "notify", 1)]
