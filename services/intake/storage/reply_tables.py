"""The tables of answers to our mails."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, ForeignKey, Index, MetaData, Table, Text, Uuid


def reply_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Declare the replies, and the proposals suggested for held messages, in *metadata*."""
    # An answer to one of our mails; what it says is filed under its id and dies with its proposal.
    reply = Table(
        "reply",
        metadata,
        Column("reply_id", Uuid, primary_key=True),
        Column("raw_id", Uuid, ForeignKey("intake.raw_message.raw_id"), nullable=False, unique=True),
        Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("confirmed", Boolean, nullable=False),
        Column("attached", Text, nullable=False),
        Column("attached_by", Uuid),
        Column("received_at", DateTime(timezone=True), nullable=False),
        # The offer of routing that a company answers by it; None where somebody wrote about the proposal itself.
        Column("offer_id", Uuid),
        CheckConstraint("(attached = 'person') = (attached_by IS NOT NULL)", name="reply_attached_by_a_person"),
        Index("reply_proposal", "proposal_id"),
    )

    # Which proposals a held message may answer: a subject or a Message-ID says so, and a person decides.
    suggested_case = Table(
        "suggested_case",
        metadata,
        Column("raw_id", Uuid, ForeignKey("intake.raw_message.raw_id"), primary_key=True),
        Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("hint", Text, nullable=False),
    )
    return reply, suggested_case
