"""The tables of what was found in attachments."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)


def inspection_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Declare the inspections of attachments, and their clean copies, in *metadata*."""
    # A row comes with the attachment itself (a trigger), whatever door it came through.
    inspection = Table(
        "inspection",
        metadata,
        Column("document_id", Uuid, ForeignKey("intake.document.document_id", ondelete="CASCADE"), primary_key=True),
        Column("keeper_id", Uuid, nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("state", Text, nullable=False, server_default="unchecked"),
        Column("reason", Text, nullable=False, server_default="waiting"),
        Column("media_type", Text),
        Column("findings", ARRAY(Text), nullable=False, server_default="{}"),
        Column("signature", Text),
        Column("tells", Boolean, nullable=False, server_default="true"),
        Column("attempts", SmallInteger, nullable=False, server_default="0"),
        Column("scan_attempts", SmallInteger, nullable=False, server_default="0"),
        Column("read_at", DateTime(timezone=True)),
        Column("scanned_at", DateTime(timezone=True)),
        # Since when a scanner that is there by the settings has been asked in vain; operations looks at it.
        Column("scan_wanted_since", DateTime(timezone=True)),
        Column("next_at", DateTime(timezone=True), server_default=func.clock_timestamp()),
        CheckConstraint("state IN ('unchecked', 'checked', 'uncheckable', 'suspect')", name="inspection_state_known"),
        Index("inspection_due", "next_at", postgresql_where=text("next_at IS NOT NULL")),
        Index("inspection_keeper", "keeper_id"),
    )

    cleaned_copy = Table(
        "cleaned_copy",
        metadata,
        Column("document_id", Uuid, ForeignKey("intake.document.document_id"), primary_key=True),
        Column("original_id", Uuid, ForeignKey("intake.document.document_id", ondelete="CASCADE"), nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("returned_by", Uuid, nullable=False),
        Column("returned_at", DateTime(timezone=True), nullable=False),
        Index("cleaned_copy_original", "original_id"),
    )
    return inspection, cleaned_copy
