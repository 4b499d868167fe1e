"""Engines with limits that make a stuck statement an error instead of a stuck desk."""

from typing import Any

import orjson
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# Longer than the server's limit, so that its answer, which names the reason, comes first wherever there is one.
ANSWER_SECONDS = 3


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def async_url(url: str, *, user: str | None = None, password: str | None = None) -> URL:
    """Return *url* for asyncpg, with the credentials replaced when *user* is given."""
    parsed = make_url(url).set(drivername="postgresql+asyncpg")
    return parsed.set(username=user, password=password) if user else parsed


def make_engine(
    url: URL, *, name: str, size: int = 8, statement_timeout_seconds: int = 15, by_index: bool = False
) -> AsyncEngine:
    """Build an engine; nothing connects before the first statement.

    *by_index* is for whoever only ever looks for a few rows: a plan that was made, and kept, while a table was small
    would read all of it for each of them until the table's figures are taken again.
    """
    return create_async_engine(
        url,
        pool_size=size,
        max_overflow=size,
        pool_timeout=5,
        pool_pre_ping=True,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={
            "timeout": 5,
            # The server's own limit cannot reach us over a connection that carries nothing any more.
            "command_timeout": statement_timeout_seconds + ANSWER_SECONDS,
            "server_settings": {
                "application_name": name,
                "timezone": "UTC",
                "statement_timeout": str(statement_timeout_seconds * 1000),
                "lock_timeout": "10000",
                "idle_in_transaction_session_timeout": "15000",
                # Compiling a statement takes a hundred times longer than running any of ours.
                "jit": "off",
                "enable_seqscan": "off" if by_index else "on",
            },
        },
    )
