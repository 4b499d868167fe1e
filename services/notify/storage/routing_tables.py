"""The tables of routing as far as notify reads them (ids, codes, states), for services do not import each other."""

from typing import Final

from sqlalchemy import Boolean, Column, Integer, MetaData, Table, Text, Uuid

_routing: Final = MetaData(schema="routing")
case: Final = Table(
    "desk_case",
    _routing,
    Column("case_id", Uuid, primary_key=True),
    Column("proposal_id", Uuid),
    Column("receipt", Text),
    Column("stage", Text),
    Column("round", Integer),
    Column("proposing", Text),
)
offer: Final = Table(
    "offer",
    _routing,
    Column("offer_id", Uuid, primary_key=True),
    Column("case_id", Uuid),
    Column("department", Text),
    Column("party_id", Uuid),
    Column("contact_id", Uuid),
    Column("closing_id", Uuid),
    Column("chosen", Boolean),
    Column("round", Integer),
    Column("lead", Boolean),
    Column("state", Text),
    Column("link", Integer),
)
member: Final = Table(
    "case_member",
    _routing,
    Column("case_id", Uuid, primary_key=True),
    Column("municipality", Text, primary_key=True),
    Column("state", Text),
)
ledger_item: Final = Table("ledger_item", _routing, Column("item_id", Uuid, primary_key=True), Column("state", Text))
case_link: Final = Table(
    "case_link",
    _routing,
    Column("case_id", Uuid),
    Column("other_id", Uuid),
    Column("kind", Text),
)
