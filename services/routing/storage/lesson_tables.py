"""The tables of what decided cases teach."""

from sqlalchemy import ARRAY, Column, ForeignKey, Index, Integer, MetaData, Table, Text, Uuid


def lesson_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Declare the lessons and their terms in *metadata*: readable, made from documents, and gone with their keys."""
    # One row a decided case: its departments, the lead first, and of how many terms it is.
    lesson = Table(
        "lesson",
        metadata,
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("departments", ARRAY(Text), nullable=False),
        Column("terms", Integer, nullable=False),
        Index("lesson_desk", "desk_id"),
    )
    # A row a term, so that a term is looked up and a case is taken back, and no counter can drift from the rows.
    lesson_term = Table(
        "lesson_term",
        metadata,
        Column("desk_id", Text, primary_key=True),
        Column("term", Text, primary_key=True),
        Column("case_id", Uuid, ForeignKey("routing.lesson.case_id", ondelete="CASCADE"), primary_key=True),
        # As the lesson has them: counting a term must not have to look for its cases.
        Column("departments", ARRAY(Text), nullable=False),
        Index("lesson_term_case", "case_id"),
    )
    return lesson, lesson_term
