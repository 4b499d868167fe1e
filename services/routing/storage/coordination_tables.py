"""What the database keeps of a case between a yes of both sides and the end of the work."""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, MetaData, Table, Text, Uuid
from sqlalchemy import text as sql
from sqlalchemy.schema import SchemaItem


def cooperation_columns() -> tuple[SchemaItem, ...]:
    """Return what says of a case under which form it is done, and as which project, with the index by agreement."""
    return (
        Column("cooperation", Text),
        Column("cooperation_decided", Boolean),
        Column("cooperation_decision_id", Uuid),
        Column("cooperation_day", Date),
        Column("cooperation_agreement", Text),
        Column("project_id", Uuid),
        Column("starts_on", Date),
        Index(
            "desk_case_agreement",
            "desk_id",
            "cooperation_agreement",
            postgresql_where=sql("cooperation_agreement IS NOT NULL"),
        ),
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


def task_table(metadata: MetaData) -> Table:
    """Return the table of what both sides owe each other; the words are documents."""
    return Table(
        "task",
        metadata,
        Column("task_id", Uuid, primary_key=True),
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), nullable=False),
        Column("round", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        Column("kind", Text, nullable=False),
        Column("words_id", Uuid, nullable=False),
        Column("owed_by", Text, nullable=False),
        Column("department", Text),
        Column("due", Date),
        Column("code", Text),
        Column("required", Boolean, nullable=False),
        Column("state", Text, nullable=False),
        Column("chased", Integer, nullable=False),
        Column("set_at", DateTime(timezone=True), nullable=False),
        Column("changed_at", DateTime(timezone=True), nullable=False),
        Column("missing_id", Uuid),
        Index("task_case", "case_id", "position"),
        Index("task_due", "due", postgresql_where=sql("state = 'open'")),
    )
