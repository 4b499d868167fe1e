"""What was told and never arrived is sent again, to the reader that misses it, once, and only when that is certain."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import aio_pika
import httpx2 as httpx
import pytest
from sqlalchemy import MetaData, Text, bindparam, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.operations.domain.queues import House
from services.operations.domain.reconciling import Pace
from services.operations.handlers.reconciling import reconcile_once
from services.operations.storage.management import Management
from services.operations.storage.marks import SettledMarks
from services.operations.storage.overview import Overview
from services.operations.storage.work import Work, work_on
from shared.database.transactions import Transactions
from shared.messaging.outbox import Outbox
from shared.messaging.tables import messaging_tables
from shared.messaging.topology import EVENTS
from shared.service import services, topology
from shared.settings import ServiceSettings
from shared.setup.broker import set_up_broker
from shared.setup.settings import read_setup_settings
from tests.kept_engines import kept_engine
from tests.operations.conftest import NOW, QUEUE, READER, Stage, proposal_received, reading
from tests.operations.paper import BrokerOnPaper, healthy
from tests.waiting import until

PACE = Pace(after=timedelta(minutes=10), repeat=timedelta(hours=1))
TYPE = "proposal.received.v1"
INTAKE = messaging_tables(MetaData(schema="intake"))
PROVEN, DUE = 10, 610


@dataclass(slots=True)
class Reconciler:
    """The reconciler of one reader, with a clock that a test moves."""

    engine: AsyncEngine
    house: House
    broker: BrokerOnPaper
    marks: SettledMarks = field(default_factory=lambda: SettledMarks(settling=timedelta(0)))

    async def look(self, *seconds: float) -> list[int]:
        """Look at these seconds after NOW; return how many facts each look sent again."""
        found = []
        for second in seconds:
            done = await reconcile_once(
                Transactions(self.engine, self._work),
                self.broker,
                self.house,
                PACE,
                at=NOW + timedelta(seconds=second),
            )
            found.append(sum(one.resent for one in done))
        return found

    def next_process(self) -> "Reconciler":
        """Return the same reconciler after a restart: it remembers what the database remembers."""
        return Reconciler(self.engine, self.house, self.broker)

    def _work(self, connection: AsyncConnection) -> Work:
        return replace(work_on(self.house)(connection), overview=Overview(connection, self.marks))


@pytest.fixture
def reconciler(clean: None, house: House) -> Reconciler:
    """A reconciler that watches the reader of the stage only, at a broker where its queue is empty."""
    engine = kept_engine(ServiceSettings("operations").worker_url, name="test-operations-reconciler")
    reader = house.find(READER)
    assert reader is not None
    alone = replace(house, readers=(reader,))
    return Reconciler(engine, alone, healthy(alone))


async def lose(stage: Stage, *receipts: str) -> list[UUID]:
    """Record facts that never reach the broker and wait in no outbox, as after the loss of a broker's disk."""
    facts = [proposal_received(receipt) for receipt in receipts]
    async with stage.admin.begin() as connection:
        await Outbox(connection, INTAKE).add(*facts)
        await connection.execute(text("DELETE FROM intake.outbox"))
    return [fact.id for fact in facts]


async def waiting(stage: Stage) -> list[tuple[UUID, str | None]]:
    """Return what waits in intake's outbox, and for whom."""
    async with stage.admin.connect() as connection:
        rows = await connection.execute(text("SELECT event_id, target FROM intake.outbox ORDER BY seq"))
        return [(row.event_id, row.target) for row in rows]


async def missing(stage: Stage) -> int:
    """Return how many facts the reconciler keeps an eye on."""
    async with stage.admin.connect() as connection:
        found: int = await connection.scalar(
            text("SELECT count(*) FROM operations.missing_delivery WHERE settled_at IS NULL")
        )
        return found


async def test_what_a_purge_took_is_handled_after_all_and_nothing_twice(
    empty_stage: Stage, reconciler: Reconciler
) -> None:
    stage = empty_stage
    await stage.tell(*(proposal_received(f"R8-000{n}") for n in range(1, 4)))
    connection = await aio_pika.connect(stage.amqp_url)
    async with connection, connection.channel() as channel:
        await (await channel.get_queue(QUEUE)).purge()

    async with reading(stage):
        resent = await reconciler.look(0, PROVEN, DUE - 1, DUE)
        addressed = {target for _, target in await waiting(stage)}
        await stage.relay()
        await until(lambda: len(stage.handled) == 3)
        later = await reconciler.look(DUE + 10, DUE + 4_000)

    assert (resent, later) == ([0, 0, 0, 3], [0, 0])
    assert addressed == {READER}
    assert sorted(stage.handled) == ["R8-0001", "R8-0002", "R8-0003"]


async def test_what_a_forgotten_binding_let_pass_by_is_sent_again(stage: Stage, reconciler: Reconciler) -> None:
    connection = await aio_pika.connect(stage.amqp_url)
    async with connection, connection.channel() as channel:
        queue = await channel.get_queue(QUEUE)
        await queue.unbind(EVENTS, TYPE)
        await stage.tell(proposal_received("R8-0001"))
        await queue.bind(EVENTS, TYPE)
    await stage.tell(proposal_received("R8-0002"))
    await until(lambda: stage.handled == ["R8-0002"])

    resent = await reconciler.look(0, PROVEN, DUE)
    await stage.relay()

    await until(lambda: len(stage.handled) == 2)
    assert (resent, stage.handled) == ([0, 0, 1], ["R8-0002", "R8-0001"])


async def test_after_a_lost_virtual_host_and_a_set_up_everything_goes_on_by_itself(
    stage: Stage, reconciler: Reconciler, management: Management, installation: Mapping[str, str]
) -> None:
    await stage.tell(proposal_received("R8-0001"))
    await until(lambda: stage.handled == ["R8-0001"])
    lost = await lose(stage, "R8-0002", "R8-0003")
    url = make_url(installation["DESK_MANAGEMENT_URL"])
    base = url.set(username=None, password=None).render_as_string()
    async with httpx.AsyncClient(base_url=base, auth=(url.username or "", url.password or "")) as client:
        await client.delete("/api/vhosts/desk")
    gone = await management.queues()

    await set_up_broker(read_setup_settings(installation), topology(services()))

    quick = Pace(after=timedelta(seconds=1), repeat=timedelta(hours=1))
    transactions = Transactions(reconciler.engine, work_on(reconciler.house))

    async def resent() -> bool:
        done = await reconcile_once(transactions, management, reconciler.house, quick, at=datetime.now(UTC))
        return sum(one.resent for one in done) == len(lost)

    await until(resent, seconds=30)
    await stage.relay()
    await until(lambda: len(stage.handled) == 3, seconds=30)
    assert (gone, stage.handled[0]) == ({}, "R8-0001")
    assert sorted(stage.handled) == ["R8-0001", "R8-0002", "R8-0003"]


async def test_a_deleted_queue_is_consumed_again_after_a_set_up(stage: Stage, installation: Mapping[str, str]) -> None:
    connection = await aio_pika.connect(stage.amqp_url)
    async with connection, connection.channel() as channel:
        await channel.queue_delete(QUEUE)

    await set_up_broker(read_setup_settings(installation), topology(services()))
    await stage.tell(proposal_received("R8-0001"))

    await until(lambda: stage.handled == ["R8-0001"], seconds=60)


async def test_a_fact_that_was_committed_late_is_not_skipped(empty_stage: Stage, reconciler: Reconciler) -> None:
    stage, slow = empty_stage, proposal_received("R8-0001")
    async with stage.admin.begin() as connection:
        await Outbox(connection, INTAKE).add(slow)
        (quick,) = await lose(stage, "R8-0002")
        async with stage.admin.begin() as other:
            await other.execute(
                text("INSERT INTO routing.handled (reader, event_id) VALUES (:reader, :id)"),
                {"reader": READER, "id": quick},
            )
        before = await reconciler.look(0, 10, 20, 3_000, 6_000)
        await connection.execute(text("DELETE FROM intake.outbox"))

    after = await reconciler.look(6_010, 6_020, 6_620)

    assert (before, after) == ([0] * 5, [0, 0, 1])
    assert await waiting(stage) == [(slow.id, READER)]


async def test_what_waits_in_an_outbox_is_not_sent_again(empty_stage: Stage, reconciler: Reconciler) -> None:
    fact = proposal_received("R8-0001")
    async with empty_stage.admin.begin() as connection:
        await Outbox(connection, INTAKE).add(fact)

    assert await reconciler.look(0, PROVEN, DUE, DUE + 4_000) == [0, 0, 0, 0]
    assert await waiting(empty_stage) == [(fact.id, None)]


async def test_a_fact_that_is_only_on_its_way_is_forgotten_when_it_arrives(
    empty_stage: Stage, reconciler: Reconciler
) -> None:
    (lost,) = await lose(empty_stage, "R8-0001")
    await reconciler.look(0, PROVEN)
    noted = await missing(empty_stage)
    async with empty_stage.admin.begin() as connection:
        await connection.execute(
            text("INSERT INTO routing.handled (reader, event_id) VALUES (:reader, :id)"),
            {"reader": READER, "id": lost},
        )

    resent = await reconciler.look(DUE)

    assert (noted, resent, await missing(empty_stage)) == (1, [0], 0)


@pytest.mark.parametrize("figures", [{"depth": 1}, {"unacked": 1}, {"measured": False}])
async def test_while_the_queue_may_hold_it_nothing_is_sent_again(
    empty_stage: Stage, reconciler: Reconciler, figures: dict[str, Any]
) -> None:
    await lose(empty_stage, "R8-0001")
    reconciler.broker.say(QUEUE, **figures)

    busy = await reconciler.look(0, PROVEN, DUE, DUE + 4_000)
    reconciler.broker.say(QUEUE)
    empty = await reconciler.look(5_000, 5_000 + PROVEN, 5_000 + DUE)

    assert (busy, empty) == ([0, 0, 0, 0], [0, 0, 1])


async def test_a_reader_that_stands_still_is_left_alone_until_it_goes_on(
    empty_stage: Stage, reconciler: Reconciler
) -> None:
    await lose(empty_stage, "R8-0001")
    await pause(empty_stage.admin, "somebody")

    still = await reconciler.look(0, PROVEN, DUE, DUE + 4_000)
    await pause(empty_stage.admin, None)
    going = await reconciler.look(5_000, 5_000 + PROVEN, 5_000 + DUE)

    assert (still, going) == ([0, 0, 0, 0], [0, 0, 1])


async def pause(admin: AsyncEngine, by: str | None) -> None:
    """Let somebody pause the reader, or nobody."""
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "UPDATE routing.reader SET paused_by = :by, paused_at = CASE WHEN :by IS NULL THEN NULL"
                " ELSE clock_timestamp() END WHERE name = :reader"
            ).bindparams(bindparam("by", type_=Text)),
            {"by": by, "reader": READER},
        )


async def test_a_reader_without_a_queue_is_left_alone(empty_stage: Stage, reconciler: Reconciler) -> None:
    await lose(empty_stage, "R8-0001")
    reconciler.broker.found.clear()

    assert await reconciler.look(0, PROVEN, DUE) == [0, 0, 0]


@pytest.mark.parametrize("state", ["retrying", "parked", "waiting", "discarded"])
async def test_a_delivery_that_failed_is_no_business_of_the_reconciler(
    empty_stage: Stage, reconciler: Reconciler, state: str
) -> None:
    (failed,) = await lose(empty_stage, "R8-0001")
    async with empty_stage.admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO routing.delivery_issue (reader, event_id, type, state, attempt, error_class, error,"
                " headers, body) VALUES (:reader, :id, 't', :state, 1, 'E', 'E', '{}', '')"
            ),
            {"reader": READER, "id": failed, "state": state},
        )

    assert await reconciler.look(0, PROVEN, DUE) == [0, 0, 0]


async def test_the_same_fact_is_sent_again_at_most_hourly_and_a_restart_changes_nothing(
    empty_stage: Stage, reconciler: Reconciler
) -> None:
    await lose(empty_stage, "R8-0001")

    first = await reconciler.look(0, PROVEN, DUE)
    await lose(empty_stage)
    soon = await reconciler.next_process().look(DUE + 10, DUE + 20, DUE + 3_599)
    hourly = await reconciler.next_process().look(DUE + 3_600)

    assert (first, soon, hourly) == ([0, 0, 1], [0, 0, 0], [1])


async def test_two_reconcilers_send_it_once(empty_stage: Stage, reconciler: Reconciler) -> None:
    (lost,) = await lose(empty_stage, "R8-0001")
    await reconciler.look(0, PROVEN)

    await asyncio.gather(reconciler.look(DUE), reconciler.next_process().look(DUE))

    assert await waiting(empty_stage) == [(lost, READER)]


async def test_what_happened_before_the_reader_began_is_not_sent(empty_stage: Stage, reconciler: Reconciler) -> None:
    await lose(empty_stage, "R8-0001")
    async with empty_stage.admin.begin() as connection:
        await connection.execute(
            text("UPDATE operations.heard_type SET begins_at = clock_timestamp() WHERE reader = :reader"),
            {"reader": READER},
        )

    resent = await reconciler.look(0, PROVEN, DUE)

    async with empty_stage.admin.begin() as connection:
        await connection.execute(text("UPDATE operations.heard_type SET begins_at = '-infinity'"))
    assert resent == [0, 0, 0]


async def test_without_management_nobody_can_say_what_is_missing(empty_stage: Stage, reconciler: Reconciler) -> None:
    await lose(empty_stage, "R8-0001")
    reconciler.broker.management = False

    assert await reconciler.look(0, PROVEN, DUE) == [0, 0, 0]
    assert await missing(empty_stage) == 0
