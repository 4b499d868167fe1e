"""Engines of the database that outlive a test: what they compiled and prepared for one serves the next ones, too."""

from functools import cache

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.engine import make_engine

_KEPT: set[AsyncEngine] = set()


@cache
def kept_engine(url: URL, *, name: str, size: int = 4) -> AsyncEngine:
    """Return the one engine of this process of tests that is made like that."""
    return keep(make_engine(url, name=name, size=size))


def keep(engine: AsyncEngine) -> AsyncEngine:
    """Leave *engine* and its connections to the tests that come; `end_kept` closes them after the last one."""
    _KEPT.add(engine)
    return engine


async def end_kept() -> None:
    """Close what was kept."""
    for engine in _KEPT:
        await engine.dispose()
