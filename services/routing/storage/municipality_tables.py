"""The tables of municipalities: which there are, and which take part in which case."""

from sqlalchemy import Column, Date, Integer, MetaData, Table, Text


def municipality_table(metadata: MetaData) -> Table:
    """Declare the municipalities in *metadata*, apart from the departments: nobody offers them a case by mistake."""
    return Table(
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
