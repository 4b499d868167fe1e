"""The table of who registered for forums, a copy of what intake told; who it is stands in intake's documents."""

from sqlalchemy import Column, DateTime, Index, Integer, MetaData, Table, Text, Uuid


def registration_table(metadata: MetaData) -> Table:
    """Declare the registrations in *metadata*."""
    return Table(
        "forum_registration",
        metadata,
        Column("registration_id", Uuid, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("number", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("people", Integer, nullable=False),
        Column("contact_id", Uuid, nullable=False),
        Column("words_id", Uuid),
        # That of the fact which told it: an older telling changes nothing.
        Column("version", Integer, nullable=False),
        Column("told_at", DateTime(timezone=True), nullable=False),
        Index("forum_registration_number", "desk_id", "number", "registration_id"),
    )
