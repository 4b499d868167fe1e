"""The trap of reading on from the last number: what a slow transaction commits later is skipped (reliability: V13)."""

from shared.messaging.outbox import Outbox
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from tests.shared.messaging.conftest import TABLES, Broker, House, recorded
from tests.shared.messaging.test_relay import running
from tests.waiting import until

OPENED = "case.opened.v1"


class CursorReader:
    """Reads what has a higher number than what it read last."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._cursor = 0

    async def read(self) -> list[str]:
        """Return what is new, as it believes."""
        new = await self._house.rows(
            "SELECT seq, event_id::text FROM routing.event_log WHERE seq > :cursor ORDER BY seq", cursor=self._cursor
        )
        self._cursor = max((row["seq"] for row in new), default=self._cursor)
        return [row["event_id"] for row in new]


async def test_v13_a_reader_with_a_cursor_never_sees_what_was_committed_late(house: House) -> None:
    slow, quick = recorded(), recorded()
    reader = CursorReader(house)
    async with house.engine.begin() as connection:
        await Outbox(connection, TABLES).add(slow)
        await house.tell(quick)

        meanwhile = await reader.read()

    afterwards = await reader.read()
    kept = await house.rows("SELECT event_id::text FROM routing.event_log ORDER BY seq")
    assert [row["event_id"] for row in kept] == [str(slow.id), str(quick.id)]
    assert (meanwhile, afterwards) == ([str(quick.id)], [])


async def test_v13_our_relay_carries_what_was_committed_late(house: House, broker: Broker, amqp_url: str) -> None:
    slow, quick = recorded(), recorded()
    listening = await broker.listen(OPENED)
    publisher = Publisher(amqp_url, name="test-v13")
    async with running(Relay("routing", house.engine, TABLES, publisher)):
        async with house.engine.begin() as connection:
            await Outbox(connection, TABLES).add(slow)
            await house.tell(quick)
            await until(lambda: len(listening.heard) == 1)
        await until(lambda: len(listening.heard) == 2)
    await publisher.close()

    assert listening.ids == [str(quick.id), str(slow.id)]
