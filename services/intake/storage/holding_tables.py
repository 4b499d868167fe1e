"""The tables of the holding box."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, MetaData, Table, Text, Uuid, text

_AT: Final = DateTime(timezone=True)


def holding_table(metadata: MetaData) -> Table:
    """Declare the box in *metadata*: what waits, and what was decided last."""
    return Table(
        "holding",
        metadata,
        Column("raw_id", Uuid, ForeignKey("intake.raw_message.raw_id"), primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("held_at", _AT, nullable=False),
        # What a held form said of itself; a mail says nothing of the kind.
        Column("proposer_kind", Text),
        Column("decision", Text),
        Column("decided_by", Uuid),
        Column("decided_at", _AT),
        Column("reason_document_id", Uuid, ForeignKey("intake.document.document_id")),
        Column("attach_to", Uuid, ForeignKey("intake.proposal.proposal_id")),
        # Everything is decided by a person, except that a pause was over.
        CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)"
            " AND (decided_by IS NULL) = (decision IS NULL OR decision = 'resumed')",
            name="holding_decision_whole",
        ),
        CheckConstraint(
            "(attach_to IS NOT NULL) = (decision IS NOT DISTINCT FROM 'attach')", name="holding_attached_to_one"
        ),
        Index("holding_open", "desk_id", "held_at", postgresql_where=text("decision IS NULL")),
    )


def decision_table(metadata: MetaData) -> Table:
    """Declare everything that was ever decided about messages: in the box a later decision replaces an earlier one."""
    return Table(
        "decision",
        metadata,
        Column("decision_id", Uuid, primary_key=True),
        Column("raw_id", Uuid, ForeignKey("intake.raw_message.raw_id"), nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("decision", Text, nullable=False),
        Column("decided_by", Uuid),
        Column("decided_at", _AT, nullable=False),
        Column("reason_document_id", Uuid, ForeignKey("intake.document.document_id")),
        Column("attach_to", Uuid, ForeignKey("intake.proposal.proposal_id")),
        CheckConstraint("(decided_by IS NULL) = (decision = 'resumed')", name="decision_by_a_person"),
        Index("decision_raw", "raw_id"),
    )
