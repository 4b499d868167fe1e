"""The tables of schema `publication`."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, MetaData, Table, Text, Uuid

from shared.messaging.tables import messaging_tables

metadata = MetaData(schema="publication")
messaging = messaging_tables(metadata)

public_case = Table(
    "public_case",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("month", Date, nullable=False),
    Column("stage", Text, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("stage IN ('open')", name="public_case_stage"),
    CheckConstraint("extract(day FROM month) = 1", name="public_case_month"),
    Index("public_case_counted", "desk_id", "month", "stage"),
)

# A view; kept apart from `metadata`, which describes tables only.
register_counts = Table(
    "register_counts",
    MetaData(schema="publication"),
    Column("desk_id", Text, nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("month", Date, nullable=False),
    Column("received", Integer, nullable=False),
    Column("in_progress", Integer, nullable=False),
)
