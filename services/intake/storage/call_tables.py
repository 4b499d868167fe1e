"""The calls and forums that everybody may answer, a copy of what routing published, and who registered for which."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB


def call_table(metadata: MetaData) -> Table:
    """Declare the calls in *metadata*."""
    return Table(
        "public_call",
        metadata,
        Column("desk_id", Text, primary_key=True),
        Column("number", Text, primary_key=True),
        # That of the fact which told it: an older telling changes nothing.
        Column("version", Integer, nullable=False),
        Column("opens_on", Date, nullable=False),
        Column("closes_on", Date, nullable=False),
        Column("closed", Boolean, nullable=False),
        # What everybody reads anyway: title, summary and own questions of the form.
        Column("title", Text, nullable=False),
        Column("summary", Text, nullable=False),
        Column("fields", JSONB, nullable=False),
        Column("gone", Boolean, nullable=False),
        # Of a call: that a company calls, the day of an early end, and by when those who apply hear of the result.
        Column("reverse", Boolean, nullable=False, server_default="false"),
        Column("closed_on", Date),
        Column("results_by", Date),
        # Of a forum: its day, what everybody reads of it, and how many people may come; None is not counted.
        Column("held_on", Date),
        Column("content_id", Uuid),
        Column("capacity", Integer),
        Column("waiting_list", Boolean, nullable=False, server_default="false"),
        # How often its places were counted; who counts holds the row.
        Column("tally", Integer, nullable=False, server_default="0"),
    )


def registration_table(metadata: MetaData) -> Table:
    """Declare who registered for forums in *metadata*; who it is stands in documents."""
    return Table(
        "registration",
        metadata,
        Column("registration_id", Uuid, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("number", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("people", Integer, nullable=False),
        Column("contact_id", Uuid, nullable=False),
        Column("words_id", Uuid),
        Column("answerable", Boolean, nullable=False),
        # The form it came by: however often that is sent, it is one registration.
        Column("form_key", Uuid, nullable=False, unique=True),
        # What stands for the address where only sameness matters; None where there is none.
        Column("address_mark", LargeBinary),
        Column("link_generation", Integer, nullable=False, server_default="1"),
        Column("version", Integer, nullable=False),
        Column("registered_at", DateTime(timezone=True), nullable=False),
        CheckConstraint("state IN ('registered', 'waiting', 'cancelled')", name="registration_state_known"),
        CheckConstraint("people >= 1", name="registration_of_somebody"),
        Index("registration_forum", "desk_id", "number", "registered_at", "registration_id"),
        Index(
            "registration_once",
            "desk_id",
            "number",
            "address_mark",
            unique=True,
            postgresql_where=text("state <> 'cancelled'"),
        ),
    )
