"""The table of drafts whose publication proposers are asked to agree to; the drafts are routing's documents."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)


def shown_table(metadata: MetaData) -> Table:
    """Declare since when everybody reads what belongs to a proposal in *metadata*."""
    return Table(
        "publication_shown",
        metadata,
        Column("publication_id", Uuid, primary_key=True),
        Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("number", Text, nullable=False),
        Column("since", DateTime(timezone=True), nullable=False),
        Column("withdrawn_at", DateTime(timezone=True)),
        Index("publication_shown_proposal", "proposal_id"),
    )


def publication_table(metadata: MetaData) -> Table:
    """Declare what is asked on proposers' pages in *metadata*."""
    return Table(
        "publication_asked",
        metadata,
        Column("publication_id", Uuid, primary_key=True),
        Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("number", Text, nullable=False),
        # Which draft is asked about, as which document, with which pictures, and in which fields.
        Column("draft", Integer, nullable=False),
        Column("content_id", Uuid, nullable=False),
        Column("pictures", ARRAY(Uuid), nullable=False),
        Column("fields", ARRAY(Text), nullable=False),
        Column("note_id", Uuid, nullable=False),
        Column("asked_at", DateTime(timezone=True), nullable=False),
        Column("due", Date, nullable=False),
        Column("release_at", DateTime(timezone=True)),
        # Whether an answer to it is not waited for any more, and what was said on the page.
        Column("settled", Boolean, nullable=False),
        Column("answered_at", DateTime(timezone=True)),
        Column("refused", ARRAY(Text)),
        Index("publication_asked_proposal", "proposal_id", "asked_at"),
    )
