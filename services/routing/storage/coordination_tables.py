"""What the database keeps of a case between a yes of both sides and the end of the work."""

from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, MetaData, Table, Text, Uuid


def cooperation_columns() -> tuple[Column[Any], ...]:
    """Return the columns of a case that say under which form it is done, and as which project."""
    return (
        Column("cooperation", Text),
        Column("cooperation_decided", Boolean),
        Column("cooperation_decision_id", Uuid),
        Column("cooperation_day", Date),
        Column("cooperation_agreement", Text),
        Column("project_id", Uuid),
        Column("starts_on", Date),
    )


def case_lesson_table(metadata: MetaData) -> Table:
    """Return the table of what colleagues may learn from cases: readable, made from the documents it names."""
    return Table(
        "case_lesson",
        metadata,
        Column("lesson_id", Uuid, primary_key=True),
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("stage", Text, nullable=False),
        Column("words", Text, nullable=False),
        Column("told_at", DateTime(timezone=True), nullable=False),
        Index("case_lesson_case", "case_id"),
        Index("case_lesson_desk", "desk_id", "told_at"),
    )
