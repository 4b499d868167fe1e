"""The table of what is compared, counted and learned of a case's text."""

from sqlalchemy import ARRAY, Column, ForeignKey, Integer, MetaData, Table, Text, Uuid


def terms_table(metadata: MetaData) -> Table:
    """Declare the terms of cases in *metadata*: readable, made from documents, and gone with their keys."""
    return Table(
        "case_terms",
        metadata,
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("terms", ARRAY(Text), nullable=False),
        # By which reading: what an earlier program found is not used any more.
        Column("reading", Integer, nullable=False),
    )
