"""Write millions of rows quickly: without the indexes kept line by line, which are built anew at the end."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# Random ids in an index kept line by line dirty a page each, written whole after each checkpoint: that is what costs.
_ROOM: Final = {"max_wal_size": "16GB", "checkpoint_timeout": "1h"}
_CONSTRAINTS: Final = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'u' AND conrelid = ANY (CAST(:tables AS regclass[])) ORDER BY conrelid, conname
"""
_INDEXES: Final = """
SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = ANY (CAST(:tables AS regclass[])) AND NOT indisprimary
    AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))
ORDER BY indrelid, indexrelid
"""


@asynccontextmanager
async def room_for_bulk(engine: AsyncEngine) -> AsyncIterator[None]:
    """Let the server write much between two checkpoints; afterwards it has its own settings again."""
    await _settled(engine, [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in _ROOM.items()])
    try:
        yield
    finally:
        await _settled(engine, [f"ALTER SYSTEM RESET {name}" for name in _ROOM])


async def _settled(engine: AsyncEngine, settings: Sequence[str]) -> None:
    async with engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in (*settings, "SELECT pg_reload_conf()"):
            await alone.execute(text(statement))


@asynccontextmanager
async def without_indexes(connection: AsyncConnection, tables: Sequence[str]) -> AsyncIterator[None]:
    """Take what is no primary key from these tables, and put it back as it was."""
    await connection.execute(text("SET LOCAL search_path = pg_catalog"))
    await connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
    asked = {"tables": list(tables)}
    taken = [row for found in (_CONSTRAINTS, _INDEXES) for row in (await connection.execute(text(found), asked)).all()]
    for away, _ in taken:
        await connection.execute(text(away))
    yield
    for _, back in taken:
        await connection.execute(text(back))
