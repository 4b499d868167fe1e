"""The tables of what is shown in the public register."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

_AT = DateTime(timezone=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTables:
    """The tables of the register."""

    entry: Table
    picture: Table
    state: Table


def entry_tables(metadata: MetaData) -> EntryTables:
    """Declare the tables in *metadata*."""
    return EntryTables(entry=_entry(metadata), picture=_picture(metadata), state=_state(metadata))


def _entry(metadata: MetaData) -> Table:
    # A row is one telling about an entry; of all of one entry at most one is to be seen at any moment.
    return Table(
        "public_entry",
        metadata,
        Column("entry_id", Uuid, primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("number", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("told_at", _AT, nullable=False, server_default=func.now()),
        Column("released_at", _AT, nullable=False),
        Column("replaced_at", _AT, nullable=False),
        Column("first_at", _AT, nullable=False),
        Column("about", Text),
        Column("reverse", Boolean, nullable=False, server_default="false"),
        Column("closed", Boolean, nullable=False, server_default="false"),
        Column("fiscal_year", Integer),
        Column("opens_on", Date),
        Column("closes_on", Date),
        Column("held_on", Date),
        Column("title", Text, nullable=False, server_default=""),
        Column("summary", Text, nullable=False, server_default=""),
        Column("card", JSONB(none_as_null=True)),
        Column("content", JSONB(none_as_null=True)),
        Column("marks", ARRAY(Text), nullable=False, server_default="{}"),
        Column("event_id", Uuid, nullable=False),
        Column("correlation_id", Uuid, nullable=False),
        Column("rule_version", Text, nullable=False),
        Column("announced", Boolean, nullable=False, server_default="false"),
        CheckConstraint("kind IN ('project', 'agreement', 'call', 'forum')", name="public_entry_kind"),
        CheckConstraint("(state = 'shown') = (content IS NOT NULL)", name="public_entry_content"),
        CheckConstraint("state IN ('shown', 'gone')", name="public_entry_state"),
        *_entry_indexes(),
    )


def _entry_indexes() -> tuple[Index, ...]:
    return (
        Index("public_entry_number", "desk_id", "number"),
        Index("public_entry_listed", "desk_id", text("first_at DESC"), text("entry_id DESC")),
        Index("public_entry_of_kind", "desk_id", "kind", text("first_at DESC"), text("entry_id DESC")),
        Index("public_entry_of_year", "desk_id", "fiscal_year", text("first_at DESC"), text("entry_id DESC")),
        Index("public_entry_fed", "desk_id", text("released_at DESC"), text("entry_id DESC")),
        Index("public_entry_marks", "marks", postgresql_using="gin"),
        Index("public_entry_unannounced", "released_at", postgresql_where=text("NOT announced")),
        Index("public_entry_replaced", "replaced_at", postgresql_where=text("replaced_at < '9999-12-31 00:00:00+00'")),
    )


def _picture(metadata: MetaData) -> Table:
    return Table(
        "public_picture",
        metadata,
        Column("entry_id", Uuid, primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("position", Integer, primary_key=True),
        Column("media_type", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
        ForeignKeyConstraint(
            ["entry_id", "version"],
            ["publication.public_entry.entry_id", "publication.public_entry.version"],
            ondelete="CASCADE",
            name="public_picture_entry",
        ),
    )


def _state(metadata: MetaData) -> Table:
    # Counts what was written: whoever holds a page of the same count holds the page as it is.
    return Table(
        "register_state",
        metadata,
        Column("desk_id", Text, primary_key=True),
        Column("part", Text, primary_key=True),
        Column("changes", BigInteger, nullable=False),
        Column("changed_at", _AT, nullable=False),
        CheckConstraint("part IN ('entries', 'counts')", name="register_state_part"),
    )
