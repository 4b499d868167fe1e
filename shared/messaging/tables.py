"""The tables every service that tells or hears facts has in its own schema."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SHARDS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagingTables:
    """The tables of one schema."""

    schema: str
    event_log: Table
    outbox: Table
    outbox_shard: Table
    handled: Table
    delivery_issue: Table
    reader: Table
    reader_position: Table


def _event_log(metadata: MetaData) -> Table:
    return Table(
        "event_log",
        metadata,
        Column("event_id", Uuid, primary_key=True),
        Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
        Column("type", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("aggregate_id", Uuid, nullable=False),
        Column("aggregate_version", Integer, nullable=False),
        Column("actor", Text, nullable=False),
        Column("rule_version", Text, nullable=False),
        Column("occurred_at", DateTime(timezone=True), nullable=False),
        Column("classification", Text, nullable=False),
        Column("correlation_id", Uuid, nullable=False),
        Column("causation_id", Uuid),
        Column("data", JSONB, nullable=False),
        UniqueConstraint("aggregate_id", "aggregate_version"),
    )


def _outbox(metadata: MetaData) -> Table:
    # `shard` + SHARDS is the waiting room of a shard: what nobody was bound to hear stands there until `not_before`.
    return Table(
        "outbox",
        metadata,
        Column("seq", BigInteger, Identity(always=True), primary_key=True),
        Column("event_id", Uuid, ForeignKey(f"{metadata.schema}.event_log.event_id"), nullable=False),
        Column("shard", SmallInteger, nullable=False),
        Column("target", Text),
        Column("not_before", DateTime(timezone=True)),
        Column("attempt", SmallInteger, nullable=False, server_default="0"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        Index("outbox_shard_seq", "shard", "seq"),
    )


def _delivery_issue(metadata: MetaData) -> Table:
    return Table(
        "delivery_issue",
        metadata,
        Column("reader", Text, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("type", Text, nullable=False),
        Column("aggregate_id", Uuid),
        Column("state", Text, nullable=False),
        Column("attempt", Integer, nullable=False),
        Column("next_at", DateTime(timezone=True)),
        Column("error_class", Text, nullable=False),
        Column("error", Text, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("first_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        Column("last_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        Column("replays", Integer, nullable=False, server_default="0"),
        Column("closed_by", Text),
        Column("closed_reason", Text),
        # A gap: this delivery waits until its aggregate has reached the version before its own.
        Column("aggregate_version", Integer),
        Column("waiting_for", Integer),
        # Tries handed out since the reader last answered: whoever dies of this delivery leaves its trace here.
        Column("begun", Integer, nullable=False, server_default="0"),
        Index(
            "delivery_issue_waiting",
            "reader",
            "aggregate_id",
            "waiting_for",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("delivery_issue_due", "reader", "next_at", postgresql_where=text("state IN ('retrying', 'waiting')")),
        Index("delivery_issue_state", "state"),
    )


def _reader(metadata: MetaData) -> Table:
    # Facts recorded before `begins_at` are no business of the reader; `desk setup` writes the row once.
    return Table(
        "reader",
        metadata,
        Column("name", Text, primary_key=True),
        Column("begins_at", DateTime(timezone=True), nullable=False),
        Column("paused_at", DateTime(timezone=True)),
        Column("paused_by", Text),
        Column("paused_reason", Text),
        CheckConstraint("(paused_at IS NULL) = (paused_by IS NULL)", name="reader_paused_whole"),
    )


def messaging_tables(metadata: MetaData) -> MessagingTables:
    """Declare the tables in *metadata*, whose schema names the service."""
    if metadata.schema is None:
        raise ValueError("the metadata of a service names its schema")
    return MessagingTables(
        schema=metadata.schema,
        event_log=_event_log(metadata),
        outbox=_outbox(metadata),
        outbox_shard=Table("outbox_shard", metadata, Column("shard", SmallInteger, primary_key=True)),
        handled=Table(
            "handled",
            metadata,
            Column("reader", Text, primary_key=True),
            Column("event_id", Uuid, primary_key=True),
            Column("handled_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        ),
        delivery_issue=_delivery_issue(metadata),
        reader=_reader(metadata),
        # Negative where it was not reached but estimated: see `sort_out` in gate.py.
        reader_position=Table(
            "reader_position",
            metadata,
            Column("reader", Text, primary_key=True),
            Column("aggregate_id", Uuid, primary_key=True),
            Column("version", Integer, nullable=False),
        ),
    )
