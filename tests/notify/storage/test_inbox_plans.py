"""The inbox of a department reads a page of it in its order, however many notices there are."""

from typing import Any

from sqlalchemy import event, text

from services.notify.storage.queries import Place, inbox_rows, unread_count
from shared.database.engine import make_engine
from shared.database.transactions import DatabaseActor, Transactions
from shared.settings import ServiceSettings
from tests.notify.conftest import House

SANGYO = DatabaseActor(kind="staff", desk="miono", roles=frozenset({"department"}), department="sangyo")
MANY = """
INSERT INTO notify.notification (notification_id, desk_id, recipient, kind, receipt, about_id, event_id,
    read_at, read_by)
SELECT gen_random_uuid(), 'miono', CASE WHEN n % 4 = 0 THEN 'sangyo' ELSE 'norin' END, 'offer_made', 'R8-1',
    gen_random_uuid(), gen_random_uuid(), CASE WHEN n % 40 > 0 THEN now() END, CASE WHEN n % 40 > 0 THEN 'account' END
FROM generate_series(1, 20000) AS n
"""


async def test_a_page_of_the_inbox_is_read_by_an_index_and_not_sorted(house: House) -> None:
    async with house.admin.begin() as connection:
        await connection.execute(text(MANY))
        await connection.execute(text("ANALYZE notify.notification"))
    engine = make_engine(ServiceSettings("notify").web_url, name="test-notify-web", size=1)
    asked: list[tuple[str, Any]] = []
    plans = []

    async with Transactions(engine, lambda connection: connection).begin(SANGYO) as pages:
        event.listen(pages.sync_connection, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
        first = await inbox_rows(pages, "miono", "sangyo", unread_only=False, after=None)
        await inbox_rows(pages, "miono", "sangyo", unread_only=True, after=None)
        place = Place(read=False, notification_id=first[-1].notification_id)
        await inbox_rows(pages, "miono", "sangyo", unread_only=False, after=place)
        unread = await unread_count(pages, "miono", "sangyo")
        for statement, values in asked[:4]:
            explained = await pages.exec_driver_sql(f"EXPLAIN {statement}", values)
            plans.append("\n".join(explained.scalars()))
    await engine.dispose()

    indexes = ("notification_inbox", "notification_unread", "notification_inbox", "notification_unread")
    assert [index for index, plan in zip(indexes, plans, strict=True) if index not in plan] == []
    assert [plan for plan in plans if "Sort" in plan or "Seq Scan on notification" in plan] == []
    assert (unread, len(first)) == (500, 51)
