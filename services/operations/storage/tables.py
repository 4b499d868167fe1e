"""The tables of schema `operations`, and those of other services that its grants open."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    TableClause,
    Text,
    Uuid,
    column,
    func,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.messaging.tables import messaging_tables

metadata: Final = MetaData(schema="operations")
_AT: Final = DateTime(timezone=True)

queue_sample: Final = Table(
    "queue_sample",
    metadata,
    Column("queue", Text, primary_key=True),
    Column("at", _AT, primary_key=True),
    Column("depth", Integer, nullable=False),
    Column("unacked", Integer, nullable=False),
    Column("consumers", Integer, nullable=False),
    Column("works", Boolean, nullable=False, server_default=text("true")),
    Index("queue_sample_at", "at"),
)

# `key` says what makes two findings one incident; a closed one leaves room for the next.
incident: Final = Table(
    "incident",
    metadata,
    Column("incident_id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("service", Text),
    Column("reader", Text),
    Column("event_id", Uuid),
    Column("aggregate_id", Uuid),
    Column("opened_at", _AT, nullable=False),
    Column("last_seen_at", _AT, nullable=False),
    Column("count", Integer, nullable=False, server_default="1"),
    Column("closed_at", _AT),
    Column("closed_by", Text),
    Column("closed_reason", Text),
    Column("what_can_be_done", Text, nullable=False),
    # How many things the cause concerns now; None where the incident itself is the one thing.
    Column("amount", Integer),
    Index("incident_open", "key", unique=True, postgresql_where=text("closed_at IS NULL")),
    Index("incident_opened_at", "opened_at"),
    Index("incident_closed_at", "closed_at"),
)

operator_act: Final = Table(
    "operator_act",
    metadata,
    Column("act_id", Uuid, primary_key=True),
    Column("at", _AT, nullable=False, server_default=func.clock_timestamp()),
    Column("account_id", Uuid, nullable=False),
    Column("act", Text, nullable=False),
    # An act on many deliveries names none of them here, but all of them in `after`; one on a reader names it alone.
    Column("reader", Text),
    Column("event_id", Uuid),
    Column("count", Integer, nullable=False, server_default="1"),
    Column("reason", Text),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Index("operator_act_delivery", "reader", "event_id", "at"),
    Index("operator_act_at", "at"),
    Index(
        "operator_act_many",
        "after",
        postgresql_using="gin",
        postgresql_ops={"after": "jsonb_path_ops"},
        postgresql_where=text("event_id IS NULL"),
    ),
)

# A reader that learns to hear one more type is not sent what was told of that type before; `desk setup` writes this.
heard_type: Final = Table(
    "heard_type",
    metadata,
    Column("reader", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("begins_at", _AT, nullable=False),
)

# Up to this seq, every fact the reader hears is handled or has a row among its failed deliveries.
settled_mark: Final = Table(
    "settled_mark",
    metadata,
    Column("reader", Text, primary_key=True),
    Column("teller", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# Facts that were neither handled, failed nor on their way when the reconciler looked; most are handled a moment later.
missing_delivery: Final = Table(
    "missing_delivery",
    metadata,
    Column("reader", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("teller", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("aggregate_id", Uuid, nullable=False),
    Column("noted_at", _AT, nullable=False),
    Column("empty_at", _AT),
    Column("resent_at", _AT),
    Column("resends", Integer, nullable=False, server_default="0"),
    Column("settled_at", _AT),
    Index("missing_delivery_open", "reader", "teller", "seq", postgresql_where=text("settled_at IS NULL")),
)

# All that came until then has arrived, but for what stands in balance_open; the figures are of what has arrived.
balance_mark: Final = Table(
    "balance_mark",
    metadata,
    Column("account", Text, primary_key=True),
    Column("until", _AT, nullable=False),
    Column("full_at", _AT, nullable=False),
    Column("settled", BigInteger, nullable=False),
    Column("became", JSONB, nullable=False),
    Column("unexpected", BigInteger, nullable=False),
)
balance_open: Final = Table(
    "balance_open",
    metadata,
    Column("account", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
)

# Messages that fell through the net and belong to no reader we know, byte for byte.
dead_letter: Final = Table(
    "dead_letter",
    metadata,
    Column("letter_id", Uuid, primary_key=True),
    Column("kept_at", _AT, nullable=False, server_default=func.clock_timestamp()),
    Column("routing_key", Text, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("closed_at", _AT),
    Column("closed_by", Text),
    Column("closed_reason", Text),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one service lets operations see: ids and states, no content."""

    facts: TableClause
    outbox: Table
    handled: Table
    delivery_issue: Table
    reader: Table


@cache
def given_by(service: str) -> Given:
    """Describe the tables and the view of *service* that operations may read; the same objects every time."""
    tables = messaging_tables(MetaData(schema=service))
    return Given(
        facts=table(
            "facts",
            column("event_id", Uuid()),
            column("seq", BigInteger()),
            column("type", Text()),
            column("aggregate_id", Uuid()),
            column("aggregate_version", Integer()),
            column("occurred_at", _AT),
            schema=service,
        ),
        outbox=tables.outbox,
        handled=tables.handled,
        delivery_issue=tables.delivery_issue,
        reader=tables.reader,
    )
