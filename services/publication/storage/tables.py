"""The tables of schema `publication`."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Integer, MetaData, Table, Text, Uuid

from services.publication.storage.entry_tables import entry_tables
from shared.messaging.tables import messaging_tables

metadata = MetaData(schema="publication")
messaging = messaging_tables(metadata)
entries = entry_tables(metadata)

public_case = Table(
    "public_case",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    # Nothing, until the fact that opened the case is heard: then it counts.
    Column("fiscal_year", Integer),
    Column("month", Date),
    Column("stage", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_on", Date),
    Column("judged_on", Date),
    Column("realised_on", Date),
    CheckConstraint(
        "stage IN ('open', 'realised', 'declined', 'withdrawn', 'referred', 'merged')", name="public_case_stage"
    ),
    CheckConstraint("extract(day FROM month) = 1", name="public_case_month"),
    Index("public_case_counted", "desk_id", "month", "stage"),
)

# How many people have a place at a forum, as intake counted last.
forum_places = Table(
    "forum_places",
    metadata,
    Column("desk_id", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("taken", Integer, nullable=False),
    Column("tally", Integer, nullable=False),
)

# Views; kept apart from `metadata`, which describes tables only.
_views = MetaData(schema="publication")
register_counts = Table(
    "register_counts",
    _views,
    Column("desk_id", Text, nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("month", Date, nullable=False),
    Column("received", Integer, nullable=False),
    Column("in_progress", Integer, nullable=False),
    Column("realised", Integer, nullable=False),
    Column("declined", Integer, nullable=False),
    Column("referred", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
)
register_spans = Table(
    "register_spans",
    _views,
    Column("desk_id", Text, nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("judged", BigInteger, nullable=False),
    Column("days_to_judge", Integer),
    Column("realised", BigInteger, nullable=False),
    Column("days_to_realise", Integer),
)
