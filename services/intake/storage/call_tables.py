"""The table of calls that everybody may answer; a copy of what routing published."""

from sqlalchemy import Boolean, Column, Date, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB


def call_table(metadata: MetaData) -> Table:
    """Declare the calls in *metadata*."""
    return Table(
        "public_call",
        metadata,
        Column("desk_id", Text, primary_key=True),
        Column("number", Text, primary_key=True),
        # That of the fact which told it: an older telling changes nothing.
        Column("version", Integer, nullable=False),
        Column("opens_on", Date, nullable=False),
        Column("closes_on", Date, nullable=False),
        Column("closed", Boolean, nullable=False),
        # What everybody reads anyway: title, summary and own questions of the form.
        Column("title", Text, nullable=False),
        Column("summary", Text, nullable=False),
        Column("fields", JSONB, nullable=False),
        Column("gone", Boolean, nullable=False),
        # Of a call: that a company calls, the day of an early end, and by when those who apply hear of the result.
        Column("reverse", Boolean, nullable=False, server_default="false"),
        Column("closed_on", Date),
        Column("results_by", Date),
    )
