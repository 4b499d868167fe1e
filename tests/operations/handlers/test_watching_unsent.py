"""Mails that cannot leave become an incident."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.incident import Cause
from services.operations.domain.queues import House
from services.operations.handlers.watching import watch_once
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from tests.operations.incidents import incidents
from tests.operations.paper import healthy

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


async def waiting(admin: AsyncEngine, *, reason: str | None, next_at: datetime) -> None:
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO notify.mail_send (send_id, desk_id, purpose, recipient_ref, account_id, event_id,"
                " correlation_id, message_id, state, reason, created_at, next_at) SELECT id, 'miono', 'staff_notice',"
                " id, id, id, id, id::text, 'deferred', :reason, :created, :next FROM gen_random_uuid() AS id"
            ),
            {"reason": reason, "created": NOW - HOUR, "next": next_at},
        )


@pytest.mark.parametrize(
    ("reason", "next_at", "found"),
    [
        ("server_away", NOW + HOUR, [(Cause.MAIL_UNSENT, "notify", 1)]),
        (None, NOW - HOUR, [(Cause.MAIL_UNSENT, "notify", 1)]),
        ("hour_limit", NOW + HOUR, []),
    ],
    ids=["the mail server is away", "nobody takes what is due", "the brake holds it"],
)
async def test_what_should_have_left_and_cannot_is_an_incident(
    by_worker: Transactions[Work],
    house: House,
    admin: AsyncEngine,
    reason: str | None,
    next_at: datetime,
    found: list[tuple[Cause, str, int]],
) -> None:
    await waiting(admin, reason=reason, next_at=next_at)

    await watch_once(by_worker, healthy(house), house, at=NOW)

    assert [(one.cause, one.service, one.amount) for one in await incidents(by_worker)] == found
