"""The tables of schema `publication`."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Integer, MetaData, Table, Text, Uuid

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

# How many people have a place at a forum, and how many registrations wait for one, as intake counted last.
forum_places = Table(
    "forum_places",
    metadata,
    Column("desk_id", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("taken", Integer, nullable=False),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("tally", Integer, nullable=False),
)

public_project = Table(
    "public_project",
    metadata,
    Column("project_id", Uuid, primary_key=True),
    # Nothing, until the fact that began the project is heard, and of a project that began without a case.
    Column("case_id", Uuid),
    Column("begins_on", Date),
    Column("started_on", Date),
    Column("stopped_on", Date),
    Column("no_go", Boolean, nullable=False),
)
