"""Who begins when: at the beginning, or on the day a reader, or a type it hears, was new."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.messaging.topology import ReaderQueue
from shared.service import Service, services
from shared.setup.readers import register_readers

PLAIN = ReaderQueue(reader="notify.of-this-test", purpose="試験", types=("case.opened.v1",))
BEGINNING, LATER = True, False


def with_reader(reader: ReaderQueue) -> list[Service]:
    """Return all services, as if notify had one more reader."""
    return [
        replace(service, readers=(*service.readers, reader)) if service.name == "notify" else service
        for service in services()
    ]


@pytest.fixture
async def connection(admin: AsyncEngine, clean: None) -> AsyncIterator[AsyncConnection]:
    """A transaction that leaves nothing behind."""
    async with admin.connect() as connection:
        yield connection
        await connection.rollback()


async def history(connection: AsyncConnection) -> None:
    """Let something have been told before."""
    await connection.execute(
        text(
            "INSERT INTO intake.event_log (event_id, type, source, desk_id, aggregate_id, aggregate_version, actor,"
            " rule_version, occurred_at, classification, correlation_id, data) VALUES (:id, 'mail.received.v1',"
            " 'intake', 'miono', :id, 1, 'intake', 'miono:1', now(), 'limited', :id, '{}')"
        ),
        {"id": uuid4()},
    )


async def begins(connection: AsyncConnection, reader: str) -> bool | None:
    """Tell whether a reader begins at the beginning; None when it is not registered."""
    found: bool | None = await connection.scalar(
        text("SELECT begins_at = '-infinity' FROM notify.reader WHERE name = :reader"), {"reader": reader}
    )
    return found


async def types(connection: AsyncConnection, reader: str) -> dict[str, bool]:
    """Return since when each type counts: the beginning or later."""
    rows = await connection.execute(
        text("SELECT type, begins_at = '-infinity' FROM operations.heard_type WHERE reader = :reader"),
        {"reader": reader},
    )
    return {row[0]: row[1] for row in rows}


async def test_in_a_first_installation_every_reader_begins_at_the_beginning(connection: AsyncConnection) -> None:
    await register_readers(connection, with_reader(PLAIN))

    registered = await connection.scalars(text("SELECT name FROM notify.reader ORDER BY name"))
    assert list(registered) == sorted(
        one.reader for service in with_reader(PLAIN) for one in service.readers if service.name == "notify"
    )
    assert await begins(connection, PLAIN.reader) is BEGINNING
    assert await types(connection, PLAIN.reader) == {"case.opened.v1": BEGINNING}


async def test_a_reader_new_to_an_installation_with_history_begins_now(connection: AsyncConnection) -> None:
    await history(connection)

    await register_readers(connection, with_reader(PLAIN))

    assert await begins(connection, PLAIN.reader) is LATER
    assert await types(connection, PLAIN.reader) == {"case.opened.v1": LATER}


async def test_a_reader_that_asks_for_all_there_was_begins_at_the_beginning(connection: AsyncConnection) -> None:
    await history(connection)

    await register_readers(connection, with_reader(replace(PLAIN, from_the_beginning=True)))

    assert await begins(connection, PLAIN.reader) is BEGINNING
    assert await types(connection, PLAIN.reader) == {"case.opened.v1": BEGINNING}


def test_only_who_tells_nobody_asks_for_all_there_was() -> None:
    whole = {reader.reader for service in services() for reader in service.readers if reader.from_the_beginning}

    public = {"publication.counts", "publication.register", "intake.calls", "intake.publications"}
    assert whole == public | {"intake.progress", "routing.forums", "routing.lessons", "routing.parties"}


async def test_a_reader_that_worked_before_the_register_existed_begins_at_the_beginning(
    connection: AsyncConnection,
) -> None:
    await history(connection)
    await connection.execute(
        text("INSERT INTO notify.handled (reader, event_id) VALUES (:reader, :id)"),
        {"reader": PLAIN.reader, "id": uuid4()},
    )

    await register_readers(connection, with_reader(PLAIN))

    assert await begins(connection, PLAIN.reader) is BEGINNING


async def test_what_is_registered_stays_and_what_left_the_code_stays_too(connection: AsyncConnection) -> None:
    await register_readers(connection, with_reader(PLAIN))
    await history(connection)

    await register_readers(connection, with_reader(PLAIN))
    await register_readers(connection, services())

    assert await begins(connection, PLAIN.reader) is BEGINNING
    assert await types(connection, PLAIN.reader) == {"case.opened.v1": BEGINNING}


async def test_a_type_heard_later_begins_later_and_again_when_it_was_dropped_between(
    connection: AsyncConnection,
) -> None:
    both = replace(PLAIN, types=("case.opened.v1", "mail.received.v1"))
    seen: list[dict[str, Any]] = []

    for reader in (PLAIN, both, replace(both, types=("mail.received.v1",)), both):
        await register_readers(connection, with_reader(reader))
        seen.append(await types(connection, PLAIN.reader))

    assert seen == [
        {"case.opened.v1": BEGINNING},
        {"case.opened.v1": BEGINNING, "mail.received.v1": LATER},
        {"mail.received.v1": LATER},
        {"case.opened.v1": LATER, "mail.received.v1": LATER},
    ]
