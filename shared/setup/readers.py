"""The register of readers: since when each reader, and each type it hears, is its business."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.events import FACTS
from shared.messaging.topology import ReaderQueue
from shared.service import Service

# A reader that is new to an installation with history begins now: what happened before was told to others, and a
# letter about it would come years late. Where nothing was told yet, where the reader has worked before the register
# existed, and for a reader that asks for all there was, it is the beginning.
_READER = """
INSERT INTO "{service}".reader (name, begins_at)
SELECT :reader, CASE WHEN :whole OR NOT ({history})
    OR EXISTS (SELECT FROM "{service}".handled WHERE reader = :reader)
    OR EXISTS (SELECT FROM "{service}".delivery_issue WHERE reader = :reader)
    THEN '-infinity' ELSE clock_timestamp() END
ON CONFLICT (name) DO NOTHING
"""
# The types a reader has when it is first written down begin with it; a type it learns to hear later begins then.
_TYPES = """
INSERT INTO operations.heard_type (reader, type, begins_at)
SELECT :reader, heard.type, CASE WHEN :whole THEN '-infinity'
    WHEN EXISTS (SELECT FROM operations.heard_type WHERE reader = :reader) THEN clock_timestamp()
    ELSE (SELECT begins_at FROM "{service}".reader WHERE name = :reader) END
FROM unnest(CAST(:types AS text[])) AS heard (type)
ON CONFLICT (reader, type) DO NOTHING
"""
# Heard no more: should the reader hear it again one day, what was told meanwhile was not meant for it.
_FORGET_TYPES = "DELETE FROM operations.heard_type WHERE reader = :reader AND type <> ALL (CAST(:types AS text[]))"


async def register_readers(connection: AsyncConnection, services: Sequence[Service]) -> None:
    """Write down every reader and type that is not yet in the register; what stands there stays as it is."""
    tellers = sorted({fact.owner for fact in FACTS} & {service.name for service in services})
    history = " OR ".join(f'EXISTS (SELECT FROM "{teller}".event_log)' for teller in tellers)
    for service in services:
        for reader in service.readers:
            await _register(connection, service.name, reader, history)


async def _register(connection: AsyncConnection, service: str, reader: ReaderQueue, history: str) -> None:
    named = {"reader": reader.reader, "whole": reader.from_the_beginning}
    types = {"reader": reader.reader, "types": list(reader.types)}
    await connection.execute(text(_READER.format(service=service, history=history)), named)
    await connection.execute(text(_TYPES.format(service=service)), named | types)
    await connection.execute(text(_FORGET_TYPES), types)
