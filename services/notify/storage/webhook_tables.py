"""What other systems are told, and how it stands with each of them."""

from dataclasses import dataclass

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTables:
    """The two tables of outgoing webhooks."""

    delivery: Table
    receiver: Table


def webhook_tables(metadata: MetaData) -> WebhookTables:
    """Declare the tables; the migration beside them creates them."""
    at = DateTime(timezone=True)
    return WebhookTables(
        # One row a receiver and fact. The body holds ids and states, as facts do.
        delivery=Table(
            "webhook_delivery",
            metadata,
            Column("delivery_id", Uuid, primary_key=True),
            Column("desk_id", Text, nullable=False),
            Column("webhook", Text, nullable=False),
            Column("event_id", Uuid, nullable=False),
            Column("type", Text, nullable=False),
            Column("body", Text, nullable=False),
            Column("state", Text, nullable=False),
            Column("attempt", Integer, nullable=False, server_default="0"),
            Column("status", Integer),
            Column("trouble", Text),
            Column("created_at", at, nullable=False, server_default=func.clock_timestamp()),
            Column("next_at", at, nullable=False, server_default=func.clock_timestamp()),
            Column("settled_at", at),
            UniqueConstraint("desk_id", "webhook", "event_id", name="webhook_delivery_once"),
            CheckConstraint("state IN ('waiting', 'delivered', 'gave_up')", name="webhook_delivery_state_known"),
            Index("webhook_delivery_due", "desk_id", "webhook", "next_at", postgresql_where=text("state = 'waiting'")),
            Index("webhook_delivery_newest", "desk_id", "webhook", "delivery_id"),
        ),
        receiver=Table(
            "webhook_receiver",
            metadata,
            Column("desk_id", Text, primary_key=True),
            Column("webhook", Text, primary_key=True),
            Column("last_success_at", at),
            Column("failing_since", at),
            Column("shut_at", at),
            Column("status", Integer),
            Column("trouble", Text),
        ),
    )
