"""The table of what the office told proposers; the words themselves are routing's documents."""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, MetaData, Table, Text, Uuid


def note_table(metadata: MetaData) -> Table:
    """Declare the notes on proposers' pages in *metadata*."""
    return Table(
        "proposer_note",
        metadata,
        Column("note_id", Uuid, primary_key=True),
        Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("told_at", DateTime(timezone=True), nullable=False),
        Column("until", Date),
        Column("offer_id", Uuid),
        # Whether an answer to it is not waited for any more.
        Column("settled", Boolean, nullable=False),
        Column("opened_at", DateTime(timezone=True)),
        Column("answered_at", DateTime(timezone=True)),
        # Which conditions it asks a yes or a no to, and what was said to them on the page.
        Column("conditions_id", Uuid),
        Column("agreed", Boolean),
        Index("proposer_note_proposal", "proposal_id", "told_at"),
    )
