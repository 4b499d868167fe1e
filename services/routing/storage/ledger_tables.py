"""The ledger: items beside the cases, their histories, and the days that are to be kept."""

from dataclasses import dataclass

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB


@dataclass(frozen=True, slots=True)
class LedgerTables:
    """The tables of the ledger."""

    item: Table
    history: Table
    counter: Table
    due: Table
    case: Table
    under: Table
    lesson: Table


def ledger_tables(metadata: MetaData) -> LedgerTables:
    """Describe the tables of the ledger."""
    return LedgerTables(
        item=_item(metadata),
        history=_history(metadata),
        counter=Table(
            "ledger_counter",
            metadata,
            Column("desk_id", Text, primary_key=True),
            Column("kind", Text, primary_key=True),
            Column("fiscal_year", Integer, primary_key=True),
            Column("last", Integer, nullable=False),
        ),
        due=_due(metadata),
        case=Table(
            "ledger_case",
            metadata,
            Column("item_id", Uuid, ForeignKey("routing.ledger_item.item_id"), primary_key=True),
            Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
            Index("ledger_case_case", "case_id"),
        ),
        under=Table(
            "ledger_under",
            metadata,
            Column("item_id", Uuid, ForeignKey("routing.ledger_item.item_id"), primary_key=True),
            Column("number", Text, primary_key=True),
            Index("ledger_under_number", "number"),
        ),
        lesson=_lesson(metadata),
    )


def _item(metadata: MetaData) -> Table:
    return Table(
        "ledger_item",
        metadata,
        Column("item_id", Uuid, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("number", Text, nullable=False),
        Column("state", Text, nullable=False),
        # Readable, for lists; the words themselves are documents.
        Column("title", Text, nullable=False),
        Column("departments", ARRAY(Text), nullable=False),
        Column("lead", Text),
        Column("is_open", Boolean, nullable=False),
        # By what lists find it beside its state: `name:code`, never words.
        Column("marks", ARRAY(Text), nullable=False, server_default="{}"),
        Column("scheme_version", Integer, nullable=False),
        Column("version", Integer, nullable=False),
        Column("head_hash", LargeBinary, nullable=False),
        Column("begun_at", DateTime(timezone=True), nullable=False),
        Column("changed_at", DateTime(timezone=True), nullable=False),
        UniqueConstraint("desk_id", "number"),
        Index("ledger_item_listed", "desk_id", "kind", "begun_at", "item_id"),
        Index("ledger_item_marks", "marks", postgresql_using="gin"),
    )


def _history(metadata: MetaData) -> Table:
    return Table(
        "ledger_history",
        metadata,
        Column("item_id", Uuid, ForeignKey("routing.ledger_item.item_id"), primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("type", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("rule_version", Text, nullable=False),
        Column("occurred_at", DateTime(timezone=True), nullable=False),
        Column("data", JSONB, nullable=False),
        Column("hash", LargeBinary, nullable=False),
        # Lists of all effects and all obstacles begin here.
        Index(
            "ledger_history_recorded",
            "type",
            "item_id",
            postgresql_where=text("type IN ('project.effect_recorded.v1', 'project.obstacle_recorded.v1')"),
        ),
    )


def _lesson(metadata: MetaData) -> Table:
    return Table(
        "ledger_lesson",
        metadata,
        Column("item_id", Uuid, ForeignKey("routing.ledger_item.item_id"), primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("state", Text, nullable=False),
        # Readable, because every department of the desk may search it; the words themselves are a document.
        Column("words", Text, nullable=False),
        Column("told_at", DateTime(timezone=True), nullable=False),
        Index("ledger_lesson_desk", "desk_id", "told_at"),
    )


def _due(metadata: MetaData) -> Table:
    return Table(
        "ledger_due",
        metadata,
        Column("item_id", Uuid, ForeignKey("routing.ledger_item.item_id"), primary_key=True),
        Column("what", Text, primary_key=True),
        Column("day", Date, primary_key=True),
        Column("remind_on", Date, nullable=False),
        Column("department", Text),
        # Whether its turn was told already: that it is near, and that it has passed.
        Column("told_soon", Boolean, nullable=False, server_default="false"),
        Column("told_over", Boolean, nullable=False, server_default="false"),
        Index("ledger_due_untold", "remind_on", postgresql_where=text("NOT told_over")),
    )
