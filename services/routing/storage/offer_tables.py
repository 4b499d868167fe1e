"""The tables of offers to parties: who looked at an offer, and what addressees asked."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, MetaData, Table, Uuid


def offer_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Declare the looks at offers and the questions in *metadata*."""
    # Append-only: a party opened the page of its offer.
    offer_look = Table(
        "offer_look",
        metadata,
        Column("look_id", Uuid, primary_key=True),
        Column("offer_id", Uuid, ForeignKey("routing.offer.offer_id"), nullable=False),
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Index("offer_look_case", "case_id", "offer_id"),
    )

    # Which documents hold the question as it was asked, and question and answer as all addressees may read them.
    question = Table(
        "question",
        metadata,
        Column("question_id", Uuid, primary_key=True),
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), nullable=False),
        Column("offer_id", Uuid, ForeignKey("routing.offer.offer_id"), nullable=False),
        Column("round", Integer, nullable=False),
        Column("asked_id", Uuid, nullable=False),
        Column("asked_at", DateTime(timezone=True), nullable=False),
        Column("words_id", Uuid),
        Column("answer_id", Uuid),
        Column("answered_at", DateTime(timezone=True)),
        CheckConstraint("num_nonnulls(words_id, answer_id, answered_at) IN (0, 3)", name="question_answered_whole"),
        Index("question_case", "case_id", "asked_at"),
    )
    return offer_look, question
