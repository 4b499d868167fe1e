"""The tables of what decided cases teach."""

from sqlalchemy import ARRAY, BigInteger, Column, ForeignKey, Index, Integer, MetaData, Table, Text, Uuid


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
    # A row a term, so that cases are found by what they share, and a case is taken back.
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


def lesson_counts(metadata: MetaData) -> tuple[Table, Table]:
    """Declare what is counted of lessons and terms in *metadata*; a count that has come to nothing is gone.

    Nobody writes it: the database counts each row that comes and goes, in the same transaction.
    """
    # How many cases the same departments were asked about, and how many terms these have together.
    lesson_total = Table(
        "lesson_total",
        metadata,
        Column("desk_id", Text, primary_key=True),
        Column("departments", ARRAY(Text), primary_key=True),
        Column("cases", BigInteger, nullable=False),
        Column("terms", BigInteger, nullable=False),
    )
    # In how many of them a term stands: asking costs a look per term, however much was decided.
    lesson_spread = Table(
        "lesson_spread",
        metadata,
        Column("desk_id", Text, primary_key=True),
        Column("term", Text, primary_key=True),
        Column("departments", ARRAY(Text), primary_key=True),
        Column("cases", BigInteger, nullable=False),
    )
    return lesson_total, lesson_spread
