"""How the database finds the deliveries whose time has come."""

from typing import Any

from sqlalchemy import event, text

from shared.messaging.issues import Issues
from tests.shared.messaging.conftest import TABLES, House, diligent

HISTORY = """
INSERT INTO routing.delivery_issue (reader, event_id, type, state, attempt, next_at, error_class, error, headers, body)
SELECT :reader, gen_random_uuid(), 'case.opened.v1', CASE WHEN n % 2 = 0 THEN 'waiting' ELSE 'resolved' END, 1,
    CASE WHEN n % 2 = 0 THEN now() + interval '1 hour' END, 'Gap', '', '{}', '' FROM generate_series(1, 5000) AS n
"""


async def test_what_is_due_is_found_by_its_index_however_much_history_there_is(house: House) -> None:
    async with house.admin.begin() as connection:
        await connection.execute(text(HISTORY), {"reader": diligent().name})
        await connection.execute(text("ANALYZE routing.delivery_issue"))
    asked: list[tuple[str, Any]] = []

    def note(*said: Any) -> None:
        asked.append((said[2], said[3]))

    async with house.admin.connect() as connection:
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await Issues(connection, TABLES).claim_due([diligent().name], 50)
        # As the driver asks it: prepared once, for whatever values come.
        await connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        statement, values = asked[0]
        plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {statement}", values)).scalars())

    assert "delivery_issue_due" in plan
    assert "next_at <= statement_timestamp()" in plan.partition("Index Cond:")[2].partition("\n")[0]
