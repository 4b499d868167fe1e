"""The table of what proposers are asked to prepare; the words are routing's documents."""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, MetaData, Table, Text, Uuid


def todo_table(metadata: MetaData) -> Table:
    """Declare what proposers' pages ask for in *metadata*."""
    return Table(
        "proposer_todo",
        metadata,
        Column("todo_id", Uuid, primary_key=True),
        Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("words_id", Uuid, nullable=False),
        Column("due", Date),
        Column("reportable", Boolean, nullable=False),
        Column("state", Text, nullable=False),
        # What was missing when a report was sent back.
        Column("missing_id", Uuid),
        Column("asked_at", DateTime(timezone=True), nullable=False),
        Column("changed_at", DateTime(timezone=True), nullable=False),
        Index("proposer_todo_proposal", "proposal_id", "asked_at"),
    )
