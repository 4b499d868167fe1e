"""The migration makes the tables the code speaks of, and each role gets the least it needs."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine


@pytest.mark.service("operations")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT data FROM intake.event_log",
        "SELECT data FROM routing.event_log",
        "UPDATE routing.delivery_issue SET body = ''",
        "UPDATE routing.delivery_issue SET attempt = 0",
        "DELETE FROM routing.delivery_issue",
        "DELETE FROM routing.handled",
        "DELETE FROM routing.outbox",
        "SELECT * FROM routing.case_words",
        "UPDATE operations.operator_act SET reason = ''",
        "DELETE FROM operations.operator_act",
        "INSERT INTO operations.queue_sample VALUES ('q', now(), 0, 0, 0)",
        "UPDATE operations.incident SET cause = ''",
    ],
)
async def test_the_pages_of_operations_see_no_content_and_cannot_rewrite_what_happened(
    web_engine: AsyncEngine, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with web_engine.begin() as connection:
            await connection.execute(text(statement))


@pytest.mark.service("operations")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT data FROM intake.event_log",
        "SELECT * FROM operations.operator_act",
        "DELETE FROM operations.incident",
        "DELETE FROM routing.delivery_issue",
    ],
)
async def test_the_watcher_sees_no_content_and_deletes_no_incident(worker_engine: AsyncEngine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with worker_engine.begin() as connection:
            await connection.execute(text(statement))
