"""The migration makes the tables the code speaks of, and each role gets the least it needs."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.storage.tables import metadata


async def test_the_tables_in_the_code_are_the_tables_in_the_database(admin: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        def only_operations(name: str | None, kind: str, _parents: object) -> bool:
            return name == "operations" if kind == "schema" else True

        options = {"include_schemas": True, "include_name": only_operations, "compare_type": True}
        options |= {"version_table": "schema_version", "version_table_schema": "operations"}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    async with admin.connect() as connection:
        found = await connection.run_sync(differences)

    assert found == []


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
