"""The tables of municipalities: which there are, and which take part in which case."""

from sqlalchemy import (
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


def municipality_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Declare the municipalities and their parts in cases in *metadata*.

    They stand apart from the departments: nobody offers them a case by mistake.
    """
    municipality = Table(
        "municipality",
        metadata,
        Column("desk_id", Text, primary_key=True),
        Column("code", Text, primary_key=True),
        Column("valid_from", Date, primary_key=True),
        Column("valid_to", Date),
        Column("successor", Text),
        Column("name", Text, nullable=False),
        Column("kana", Text, nullable=False),
        Column("position", Integer, nullable=False),
    )
    case_member = Table(
        "case_member",
        metadata,
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
        Column("municipality", Text, primary_key=True),
        # The case's, filled in by the database itself: row-level security asks it of each row.
        Column("desk_id", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("due", Date, nullable=False),
        Column("note_id", Uuid, nullable=False),
        Column("department", Text),
        Column("of_all", Boolean, nullable=False),
        Column("reason_id", Uuid),
        Column("by_desk", Boolean, nullable=False),
        Column("invited_at", DateTime(timezone=True), nullable=False),
        Column("answered_at", DateTime(timezone=True)),
        Column("left_at", DateTime(timezone=True)),
        Index("case_member_municipality", "municipality", "case_id"),
    )
    return municipality, case_member
