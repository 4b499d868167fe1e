"""Which departments were asked of a case another one sees: by it that one's lists find what others were asked."""

from sqlalchemy import Column, ForeignKey, MetaData, Table, Text, Uuid


def together_table(metadata: MetaData) -> Table:
    """Declare in *metadata* what the database writes whenever a department is asked, or let see; no row ever goes."""
    return Table(
        "case_together",
        metadata,
        Column("desk_id", Text, primary_key=True),
        Column("department", Text, primary_key=True),
        Column("other", Text, primary_key=True),
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
    )
