"""What an operator is told of a delivery: the last thing that went well."""

from datetime import UTC, datetime

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.queues import House
from services.operations.handlers.seeing import see_parked, situation
from services.operations.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from tests.operations.conftest import Person, Stage


async def test_the_last_good_step_is_the_record_itself_while_nobody_handled_it(
    stage: Stage, by_web: Transactions[Work], person: Person
) -> None:
    await stage.park("R8-0040")

    async with by_web.begin() as work:
        (group,) = await see_parked(work, await person(Role.ADMINISTRATOR))

    (one,) = group.deliveries
    assert one.last_good is not None
    assert (one.last_good.type, one.last_good.reader) == ("proposal.received.v1", None)


async def test_the_last_good_step_is_the_newest_that_another_reader_handled(
    stage: Stage, by_web: Transactions[Work], person: Person, admin: AsyncEngine
) -> None:
    event_id = await stage.park("R8-0041")
    async with admin.begin() as connection:
        await connection.execute(
            text("INSERT INTO notify.handled (reader, event_id) VALUES ('notify.proposer-mail', :id)"),
            {"id": event_id},
        )

    async with by_web.begin() as work:
        (group,) = await see_parked(work, await person(Role.OPERATOR))

    (one,) = group.deliveries
    assert one.last_good is not None
    assert (one.last_good.type, one.last_good.reader) == ("proposal.received.v1", "notify.proposer-mail")


async def test_every_reader_and_every_outbox_stands_in_the_overview(by_web: Transactions[Work], house: House) -> None:
    async with by_web.begin() as work:
        seen = await situation(work, at=datetime.now(UTC))

    assert [line.reader for line in seen.readers] == [one.reader for one in house.readers]
    assert [line.service for line in seen.outboxes] == list(house.services)
    assert (seen.parked, seen.retrying, seen.sampled_at) == (0, 0, None)


async def test_three_parked_deliveries_cost_as_many_questions_as_one(
    stage: Stage, by_web: Transactions[Work], person: Person
) -> None:
    actor = await person(Role.OPERATOR)
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    async def look() -> tuple[int, int]:
        asked.clear()
        async with by_web.begin() as work:
            groups = await see_parked(work, actor)
        return len(groups[0].deliveries), len(asked)

    await stage.park("R8-0042")
    event.listen(by_web.engine.sync_engine, "before_cursor_execute", note)
    one = await look()
    await stage.park("R8-0043")
    await stage.park("R8-0044")
    three = await look()

    assert (one[0], three[0]) == (1, 3)
    assert one[1] == three[1]
