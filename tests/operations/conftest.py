"""Operations on real engines: a reader that fails when told to, operators, and a watcher with its own clock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import httpx2
import pytest
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.operations.domain.queues import House
from services.operations.handlers.house import house_of
from services.operations.settings import read_operations_settings
from services.operations.storage.management import Management
from services.operations.storage.work import Work, work_on
from services.operations.wiring import build_site
from shared.access.accounts import NewAccount, actor_by_user, create_account
from shared.access.actor import Actor, Role
from shared.access.sessions import open_session
from shared.database.transactions import Transactions
from shared.errors import Invalid
from shared.events import Channel, Classification, ProposalReceived, ProposerKind, Recorded
from shared.messaging.consume import Consumers
from shared.messaging.outbox import Outbox
from shared.messaging.publisher import Publisher
from shared.messaging.reader import Reader
from shared.messaging.relay import Relay
from shared.messaging.tables import MessagingTables, messaging_tables
from shared.runtime.site import Site
from shared.service import services
from shared.settings import ServiceSettings
from tests import waiting
from tests.kept_engines import keep, kept_engine
from tests.waiting import until_ended

READER = "routing.cases"
QUEUE = "routing.cases.v1"
DESK_ID = "miono"
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
BAIT = "BAIT-まだ誰にも言っていない仕組み"


class CannotRead(Invalid):
    """The reader of these tests was told to fail."""


until = partial(waiting.until, seconds=20)


def proposal_received(receipt: str) -> Recorded[ProposalReceived]:
    """Return a fact as intake tells it."""
    return Recorded(
        id=uuid4(),
        fact=ProposalReceived(
            raw_id=uuid4(),
            receipt=receipt,
            channel=Channel.MAIL,
            proposer_kind=ProposerKind.COMPANY,
            answerable=True,
        ),
        source="intake",
        desk_id=DESK_ID,
        aggregate_id=uuid4(),
        aggregate_version=1,
        actor="intake",
        rule_version="miono.1",
        occurred_at=datetime.now(UTC),
        classification=Classification.LIMITED,
        correlation_id=uuid4(),
    )


@dataclass(slots=True)
class Stage:
    """The queue of one real reader, with a stand-in behind it that fails for the receipts it is told."""

    admin: AsyncEngine
    amqp_url: str
    tables: MessagingTables
    failing: set[str] = field(default_factory=set)
    handled: list[str] = field(default_factory=list)

    async def hear(self, recorded: Recorded[ProposalReceived], _: AsyncConnection) -> None:
        """Handle a fact, or fail as told."""
        if recorded.fact.receipt in self.failing:
            raise CannotRead
        self.handled.append(recorded.fact.receipt)

    async def tell(self, *facts: Recorded[ProposalReceived]) -> None:
        """Record the facts in intake's log and relay them."""
        intake = messaging_tables(MetaData(schema="intake"))
        async with self.admin.begin() as connection:
            await Outbox(connection, intake).add(*facts)
        await self.relay()

    async def tell_again(self, event_id: UUID) -> None:
        """Relay a fact a second time, as a relay does that was killed before it could note the confirm."""
        intake = messaging_tables(MetaData(schema="intake"))
        async with self.admin.begin() as connection:
            await connection.execute(intake.outbox.insert().values(event_id=event_id, shard=0))
        await self.relay()

    async def relay(self) -> None:
        """Carry what waits in intake's outbox to the broker."""
        intake = messaging_tables(MetaData(schema="intake"))
        publisher = Publisher(self.amqp_url, name="test-relay")
        relay = Relay("intake", self.admin, intake, publisher)
        while await relay.relay_once():
            pass
        await publisher.close()

    async def poison(self, body: bytes) -> None:
        """Put a message on the queue as somebody might by hand."""
        connection = await aio_pika.connect(self.amqp_url)
        async with connection, connection.channel() as channel:
            await channel.default_exchange.publish(
                aio_pika.Message(
                    body, headers={"x-by-hand": BAIT, "cloudEvents_type": BAIT, "cloudEvents_actor": BAIT}
                ),
                QUEUE,
            )

    async def issues(self) -> list[Any]:
        """Return the rows of failed deliveries."""
        async with self.admin.connect() as connection:
            return list(await connection.execute(self.tables.delivery_issue.select()))

    async def states(self) -> list[str]:
        """Return the states of failed deliveries, sorted."""
        return sorted(row.state for row in await self.issues())

    async def park(self, receipt: str) -> UUID:
        """Let one fact fail until it is parked, and return its id."""
        fact = proposal_received(receipt)
        self.failing.add(receipt)
        await self.tell(fact)

        async def parked() -> bool:
            return any(row.event_id == fact.id and row.state == "parked" for row in await self.issues())

        await until(parked)
        return fact.id


@asynccontextmanager
async def reading(stage: Stage) -> AsyncIterator[None]:
    """Let the reader of *stage* run."""
    settings = ServiceSettings("routing")
    engine = kept_engine(settings.worker_url, name="test-routing-worker")
    reader: Reader[AsyncConnection] = Reader(READER, purpose="試験")
    reader.hears(ProposalReceived)(stage.hear)
    consumers = Consumers(
        [reader],
        stage.tables,
        Transactions(engine, lambda connection: (connection, connection)),
        amqp_url=settings.amqp_url,
        prefetch=10,
    )
    running = asyncio.create_task(consumers.run())
    try:
        await consumers.consuming.wait()
        yield
    finally:
        await until_ended(running)


@pytest.fixture
async def empty_stage(clean: None, admin: AsyncEngine, installation: Mapping[str, str]) -> Stage:
    """An empty queue whose reader does not run yet."""
    stage = Stage(admin, installation["DESK_AMQP_URL"], messaging_tables(MetaData(schema="routing")))
    connection = await aio_pika.connect(stage.amqp_url)
    async with connection, connection.channel() as channel:
        await (await channel.get_queue(QUEUE)).purge()
    return stage


@pytest.fixture
async def stage(empty_stage: Stage) -> AsyncIterator[Stage]:
    """A running reader on an empty queue."""
    async with reading(empty_stage):
        yield empty_stage


@pytest.fixture(scope="session")
def house(installation: Mapping[str, str]) -> House:
    """Everything that is watched."""
    return house_of(services())


@pytest.fixture
def by_web(clean: None, house: House) -> Transactions[Work]:
    """Transactions as the web role, as pages and verbs have them."""
    return Transactions(kept_engine(ServiceSettings("operations").web_url, name="test-operations-web"), work_on(house))


@pytest.fixture
def by_worker(clean: None, house: House) -> Transactions[Work]:
    """Transactions as the worker role, as the watcher has them."""
    return Transactions(
        kept_engine(ServiceSettings("operations").worker_url, name="test-operations-worker"), work_on(house)
    )


@pytest.fixture
async def management(installation: Mapping[str, str]) -> AsyncIterator[Management]:
    """The real management interface."""
    async with Management(read_operations_settings().management) as found:
        yield found


Person = Callable[[Role], Awaitable[Actor]]


@pytest.fixture
def person(clean: None, admin: AsyncEngine) -> Person:
    """Make an account with one role and return who it is."""

    async def make(role: Role) -> Actor:
        now = datetime.now(UTC)
        department = "keikaku-suishin" if role is Role.DEPARTMENT else None
        new = NewAccount(
            user=role.value,
            display_name=f"試験 {role.value}",
            roles=frozenset({role}),
            desk_id=DESK_ID,
            department=department,
        )
        async with admin.begin() as connection:
            await create_account(connection, new, password=None, now=now)
            return await actor_by_user(connection, role.value, now=now)

    return make


Visit = Callable[[Role], Awaitable[httpx2.AsyncClient]]


@cache
def pages() -> Site:
    """Build the pages once for all tests: it takes longer than most of them, and no test leaves anything in them."""
    made = build_site()
    keep(made.engine)
    return made


@pytest.fixture
async def visit(person: Person, admin: AsyncEngine, installation: Mapping[str, str]) -> AsyncIterator[Visit]:
    """Open the pages as somebody who is signed in."""
    site = pages()
    opened: list[httpx2.AsyncClient] = []

    async def open_as(role: Role) -> httpx2.AsyncClient:
        actor = await person(role)
        async with admin.begin() as connection:
            session = await open_session(connection, actor.account_id, now=datetime.now(UTC))
        opened.append(
            httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=site.app),
                base_url="http://desk.test",
                cookies={"desk_session": session.token},
            )
        )
        return opened[-1]

    yield open_as
    for client in opened:
        await client.aclose()
