"""The table of proposals that answer a call, as far as the pages of their proposers show it."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, Table, Text, Uuid


def application_table(metadata: MetaData) -> Table:
    """Declare the applications in *metadata*."""
    return Table(
        "application",
        metadata,
        Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), primary_key=True),
        # The call as the facts know it: what is told of one says nothing of another.
        Column("call_id", Uuid, primary_key=True),
        Column("desk_id", Text, nullable=False),
        # Empty where the telling that took it off, or told its result, came before the one that linked it.
        Column("number", Text, nullable=False),
        # Of the call: an older telling changes nothing.
        Column("version", Integer, nullable=False),
        # Whether its proposer still waits for the result.
        Column("waits", Boolean, nullable=False),
    )
