"""The table of the media a desk hands its press releases to."""

from sqlalchemy import Column, DateTime, Index, MetaData, Table, Text, Uuid


def medium_table(metadata: MetaData) -> Table:
    """Describe the media of the desks; names and addresses are documents."""
    return Table(
        "medium",
        metadata,
        Column("medium_id", Uuid, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("contact_id", Uuid, nullable=False),
        Column("added_at", DateTime(timezone=True), nullable=False),
        Column("removed_at", DateTime(timezone=True)),
        Index("medium_desk", "desk_id"),
    )
