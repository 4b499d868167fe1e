"""Files that wait long for a scanner become an incident, which closes by itself."""

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

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
_DOCUMENT = """
INSERT INTO intake.document (document_id, desk_id, kind, keeper_id, media_type, size_bytes, address, sealed)
    VALUES (:id, 'miono', 'attachment', :id, 'text/plain', 1, '', '')
"""
_WAITS = "UPDATE intake.inspection SET scan_wanted_since = :since WHERE document_id = :id"


async def test_files_that_wait_long_for_the_scanner_are_one_incident_until_they_are_scanned(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    async with admin.begin() as connection:
        for since in (None, NOW, NOW + timedelta(minutes=8)):
            values = {"id": uuid4(), "since": since}
            await connection.execute(text(_DOCUMENT), values)
            await connection.execute(text(_WAITS), values)

    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(minutes=9))
    soon = await incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(minutes=11))
    later = await incidents(by_worker)
    async with admin.begin() as connection:
        await connection.execute(text("UPDATE intake.inspection SET scan_wanted_since = NULL"))
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(minutes=12))
    closed = [one for one in await incidents(by_worker) if one.closed_at is None]

    assert soon == []
    assert [(one.cause, one.service, one.amount) for one in later] == [(Cause.FILES_UNSCANNED, "intake", 2)]
    assert closed == []
