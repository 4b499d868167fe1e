"""The tables of what lies between cases, and between a case and its proposer."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, MetaData, Table, Text, Uuid


def link_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Return the table of linked cases, and that of the office's words the proposer's page has shown."""
    case_link = Table(
        "case_link",
        metadata,
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
        Column("other_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
        Column("kind", Text, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("linked_at", DateTime(timezone=True), nullable=False),
        CheckConstraint("case_id <> other_id", name="case_link_two"),
        Index("case_link_other", "other_id"),
    )
    note_opened = Table(
        "note_opened",
        metadata,
        Column("note_id", Uuid, primary_key=True),
        Column("proposal_id", Uuid, nullable=False),
        Column("opened_at", DateTime(timezone=True), nullable=False),
        Index("note_opened_proposal", "proposal_id"),
    )
    return case_link, note_opened
