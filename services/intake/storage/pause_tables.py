"""The table of pauses of intake."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Index, MetaData, Table, Text, Uuid, text


def pause_table(metadata: MetaData) -> Table:
    """Declare the pauses in *metadata*; a notice that was changed is a row of its own of the same pause."""
    at = DateTime(timezone=True)
    return Table(
        "pause",
        metadata,
        Column("pause_id", Uuid, primary_key=True),
        Column("desk_id", Text, nullable=False),
        # Everybody may read it on the public pages.
        Column("notice", Text, nullable=False),
        Column("until", at),
        Column("begun_at", at, nullable=False),
        Column("begun_by", Uuid, nullable=False),
        # When this notice was given: as the pause began, or while it stood.
        Column("said_at", at, nullable=False),
        Column("ended_at", at),
        Column("ended_by", Uuid),
        # Another notice followed; nothing was taken in between.
        Column("changed", Boolean, nullable=False, server_default="false"),
        CheckConstraint("ended_by IS NULL OR ended_at IS NOT NULL", name="pause_end_whole"),
        CheckConstraint("NOT changed OR ended_by IS NOT NULL", name="pause_changed_by_a_person"),
        Index("pause_open", "desk_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("pause_said", "desk_id", "said_at"),
    )
