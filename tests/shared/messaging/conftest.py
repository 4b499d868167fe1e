"""A telling and hearing service (routing's own tables and users) on a real broker and database."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.routing.storage import tables
from shared.database.transactions import Transactions
from shared.errors import Missing
from shared.events import CaseOpened, Classification, Direction, Fact, Recorded
from shared.messaging.issues import Incoming, Issues
from shared.messaging.outbox import Outbox
from shared.messaging.reader import Reader
from shared.messaging.topology import EVENTS, REPLAY, queue_arguments
from shared.messaging.wire import to_wire
from shared.settings import ServiceSettings
from tests.kept_engines import kept_engine

NOW = datetime(2026, 11, 22, 5, 5, tzinfo=UTC)
TABLES = tables.messaging
Both = tuple[AsyncConnection, AsyncConnection]


def recorded(fact: Fact | None = None, *, about: UUID | None = None, version: int = 1) -> Recorded[Fact]:
    """Return a fact as its owner records it."""
    about = about or uuid4()
    return Recorded(
        id=uuid4(),
        fact=fact or CaseOpened(proposal_id=uuid4(), receipt="R8-0012", direction=Direction.TO_DEPARTMENTS),
        source="routing",
        desk_id="miono",
        aggregate_id=about,
        aggregate_version=version,
        actor="service:routing",
        rule_version="miono:1",
        occurred_at=NOW,
        classification=Classification.LIMITED,
        correlation_id=uuid4(),
    )


def incoming(fact: Recorded[Fact], **headers: Any) -> Incoming:
    """Return the message of *fact*, with other headers when named."""
    wire = to_wire(fact)
    return Incoming(headers=dict(wire.headers) | headers, body=wire.body)


@dataclass(kw_only=True)
class Listening:
    """A queue of its own that hears some facts."""

    queue: AbstractQueue
    heard: list[AbstractIncomingMessage] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [str(message.message_id) for message in self.heard]


@dataclass(frozen=True, kw_only=True)
class Broker:
    """The broker as an administrator sees it."""

    channel: AbstractChannel

    async def listen(self, *types: str) -> Listening:
        """Hear facts of these types from now on."""
        queue = await self.channel.declare_queue(exclusive=True)
        for type_ in types:
            await queue.bind(EVENTS, type_)
        listening = Listening(queue=queue)

        async def hear(message: AbstractIncomingMessage) -> None:
            listening.heard.append(message)

        await queue.consume(hear, no_ack=True)
        return listening

    @asynccontextmanager
    async def queue_of(self, reader: Reader[Any]) -> AsyncIterator[AbstractQueue]:
        """Declare a reader's queue as `desk setup` does, and delete it afterwards."""
        declaration = reader.declaration
        queue = await self.channel.declare_queue(
            declaration.queue, durable=True, arguments=queue_arguments(reader.name)
        )
        await queue.bind(REPLAY, reader.name)
        try:
            yield queue
        finally:
            await queue.delete(if_unused=False, if_empty=False)

    async def send(self, reader: Reader[Any], *messages: Incoming) -> None:
        """Put messages into a reader's queue by hand."""
        for message in messages:
            await self.channel.default_exchange.publish(
                aio_pika.Message(
                    message.body,
                    headers=dict(message.headers),
                    delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                ),
                reader.declaration.queue,
            )


@dataclass(frozen=True, kw_only=True)
class House:
    """The database as the worker role writes it and as an administrator sees it."""

    admin: AsyncEngine
    engine: AsyncEngine

    @property
    def transactions(self) -> Transactions[Both]:
        """Transactions whose work is their connection."""
        return Transactions(self.engine, lambda connection: (connection, connection))

    async def tell(self, *facts: Recorded[Fact]) -> None:
        """Commit facts."""
        async with self.engine.begin() as connection:
            await Outbox(connection, TABLES).add_all(facts)

    async def tell_type(self, type_: str) -> UUID:
        """Commit a fact whose type nobody is bound to hear."""
        fact = recorded()
        await self.tell(fact)
        async with self.admin.begin() as connection:
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
            await connection.execute(
                text("UPDATE routing.event_log SET type = :type WHERE event_id = :id"), {"type": type_, "id": fact.id}
            )
        return fact.id

    async def rows(self, statement: str, **values: Any) -> Sequence[Mapping[str, Any]]:
        """Look at the database past all rights."""
        async with self.admin.connect() as connection:
            return [dict(row) for row in (await connection.execute(text(statement), values)).mappings()]

    async def waiting(self) -> list[UUID]:
        """Return the facts that wait in the outbox."""
        return [row["event_id"] for row in await self.rows("SELECT event_id FROM routing.outbox ORDER BY seq")]

    async def done(self) -> list[str]:
        """Return what handlers have committed, in their order."""
        return [row["said"] for row in await self.rows("SELECT said FROM probe.done ORDER BY place")]

    async def owe(self, reader: Reader[Any], fact: Recorded[Fact]) -> None:
        """Leave a failed delivery that is due to be tried again."""
        async with self.engine.begin() as connection:
            issues = Issues(connection, TABLES, ladder=(0.0,))
            await issues.record(reader.name, incoming(fact), Missing())

    async def pause(self, reader: Reader[Any]) -> None:
        """Pause a reader as operations does."""
        await self._say(
            "INSERT INTO routing.reader (name, begins_at, paused_at, paused_by) VALUES (:name, now(), now(), 'test')"
            " ON CONFLICT (name) DO UPDATE SET paused_at = now(), paused_by = 'test'",
            name=reader.name,
        )

    async def resume(self, reader: Reader[Any]) -> None:
        """Let a paused reader go on."""
        await self._say(
            "UPDATE routing.reader SET paused_at = NULL, paused_by = NULL WHERE name = :name", name=reader.name
        )

    async def _say(self, statement: str, **values: Any) -> None:
        async with self.admin.begin() as connection:
            await connection.execute(text(statement), values)

    async def issue(self) -> Mapping[str, Any]:
        """Return the one failed delivery there is."""
        (row,) = await self.rows("SELECT * FROM routing.delivery_issue")
        return row


async def do(work: AsyncConnection, said: object) -> None:
    """Commit, with the caller, that something was done."""
    await work.execute(text("INSERT INTO probe.done (said) VALUES (:said)"), {"said": str(said)})


def diligent(name: str = "routing.test-diligent") -> Reader[AsyncConnection]:
    """Return a reader that does one thing for each case that was opened."""
    reader: Reader[AsyncConnection] = Reader(name, purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_do_something(fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        await do(work, fact.id)

    return reader


@pytest.fixture
async def house(admin: AsyncEngine, clean: None) -> House:
    """Empty tables of routing, and a place where handlers leave what they did."""
    async with admin.begin() as connection:
        await connection.execute(text("CREATE SCHEMA IF NOT EXISTS probe"))
        await connection.execute(text("DROP TABLE IF EXISTS probe.done"))
        await connection.execute(
            text("CREATE TABLE probe.done (place bigint GENERATED ALWAYS AS IDENTITY, said text, number integer)")
        )
        await connection.execute(text("GRANT USAGE ON SCHEMA probe TO desk_routing_worker"))
        await connection.execute(text("GRANT SELECT, INSERT ON probe.done TO desk_routing_worker"))
    return House(admin=admin, engine=kept_engine(ServiceSettings("routing").worker_url, name="test-messaging", size=8))


@pytest.fixture
async def broker(installation: Mapping[str, str]) -> AsyncIterator[Broker]:
    """An administrator's channel."""
    connection = await aio_pika.connect(installation["DESK_AMQP_URL"])
    async with connection, connection.channel() as channel:
        yield Broker(channel=channel)


@pytest.fixture
def amqp_url(installation: Mapping[str, str]) -> str:
    """The broker's address for routing."""
    return ServiceSettings("routing").amqp_url


def with_version(fact: Recorded[Fact], version: int) -> Recorded[Fact]:
    """Return another fact of the same aggregate."""
    return replace(fact, id=uuid4(), aggregate_version=version)
