"""The table of what companies are asked about drafts that name them; drafts and words are documents."""

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
    UniqueConstraint,
    Uuid,
)


def question_table(metadata: MetaData) -> Table:
    """Describe what the companies that were chosen are asked, one question an offer and publication."""
    return Table(
        "publication_question",
        metadata,
        Column("question_id", Uuid, primary_key=True),
        Column("item_id", Uuid, ForeignKey("routing.ledger_item.item_id"), nullable=False),
        Column("offer_id", Uuid, ForeignKey("routing.offer.offer_id"), nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("number", Text, nullable=False),
        # Which draft is asked about, as which document, with which pictures, and in which fields.
        Column("draft", Integer, nullable=False),
        # Nothing, where the company was never asked by its link and only sees what is public.
        Column("content_id", Uuid),
        Column("pictures", ARRAY(Uuid), nullable=False),
        Column("fields", ARRAY(Text), nullable=False),
        Column("note_id", Uuid),
        Column("asked_at", DateTime(timezone=True), nullable=False),
        Column("due", Date),
        Column("release_at", DateTime(timezone=True)),
        # Whether an answer to it is not waited for any more, and what was said on the page.
        Column("settled", Boolean, nullable=False),
        Column("answered_at", DateTime(timezone=True)),
        Column("refused", ARRAY(Text)),
        # Since when everybody reads it, and since when no more.
        Column("shown_since", DateTime(timezone=True)),
        Column("withdrawn_at", DateTime(timezone=True)),
        UniqueConstraint("item_id", "offer_id"),
        Index("publication_question_offer", "offer_id", "asked_at"),
    )
