"""Note what a piece of work asks of the database: set-wise work asks the same of one row as of many."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine


@contextmanager
def noting_statements(engine: AsyncEngine) -> Iterator[list[str]]:
    """Note the statements *engine* executes meanwhile, in their order."""
    said: list[str] = []

    def note(*asked: Any) -> None:
        said.append(asked[2])

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
