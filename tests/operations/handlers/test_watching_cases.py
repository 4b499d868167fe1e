"""Cases that stay forgotten although the desk was told become an incident, which closes by itself."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.incident import Cause
from services.operations.domain.queues import House
from services.operations.handlers.watching import watch_once
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from tests.operations.incidents import incidents
from tests.operations.paper import healthy

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_CASE = """
INSERT INTO routing.desk_case (case_id, desk_id, proposal_id, receipt, direction, proposer_kind, channel, stage,
    confirmed, classification, correlation_id, scheme_version, next_day, version, head_hash)
    VALUES (:id, 'miono', :id, 'R8-0012', 'to_departments', 'company', 'mail', 'received', false, 'limited', :id, 1,
    '2026-11-24', 1, '')
"""
_FORGOTTEN = (
    "INSERT INTO routing.forgotten_case (finding_id, case_id, cause, found_at) VALUES (:id, :case, :cause, :at)"
)


async def test_cases_that_stay_forgotten_are_one_incident_until_they_are_mended(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    case = uuid4()
    async with admin.begin() as connection:
        await connection.execute(text(_CASE), {"id": case})
        for cause in ("no_owner", "nobody_told"):
            values = {"id": uuid4(), "case": case, "cause": cause, "at": NOW}
            await connection.execute(text(_FORGOTTEN), values)

    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(days=3))
    soon = await incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(days=5))
    later = await incidents(by_worker)
    async with admin.begin() as connection:
        await connection.execute(text("UPDATE routing.forgotten_case SET resolved_at = :at"), {"at": NOW})
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(days=6))

    assert soon == []
    assert [(one.cause, one.service, one.amount) for one in later] == [(Cause.CASES_FORGOTTEN, "routing", 1)]
    assert [one for one in await incidents(by_worker) if one.closed_at is None] == []
