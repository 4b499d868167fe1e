"""The table of requests that were done and may be sent again."""

from sqlalchemy import Column, DateTime, Index, LargeBinary, MetaData, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB


def request_table(metadata: MetaData) -> Table:
    """Describe what was answered to the requests of programs, by the keys they brought."""
    return Table(
        "answered_request",
        metadata,
        Column("account_id", Uuid, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("request_sha256", LargeBinary, nullable=False),
        Column("status", SmallInteger, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("body", JSONB, nullable=False),
        Column("answered_at", DateTime(timezone=True), nullable=False),
        Index("answered_request_old", "answered_at"),
    )
