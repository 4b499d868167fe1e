"""The tables by which proposals are found alike: digests under the installation's key, which tell nothing alone."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, Uuid


def likeness_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Declare what a case is compared by in *metadata*: made from its documents, and gone with their keys."""
    likeness = Table(
        "likeness",
        metadata,
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
        Column("desk_id", Text, nullable=False),
        # What makes two proposals one; null where too little is said.
        Column("essence", LargeBinary),
        Column("marks", Integer, nullable=False),
        Index("likeness_essence", "desk_id", "essence"),
    )
    mark = Table(
        "likeness_mark",
        metadata,
        Column("case_id", Uuid, ForeignKey("routing.likeness.case_id", ondelete="CASCADE"), primary_key=True),
        Column("mark", BigInteger, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Index("likeness_mark_of", "desk_id", "mark", "case_id"),
    )
    return likeness, mark
