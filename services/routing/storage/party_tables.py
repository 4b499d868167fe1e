"""The tables of the bodies that propose."""

from dataclasses import dataclass

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTables:
    """The tables of the registry."""

    party: Table
    party_name: Table
    case_party: Table
    party_act: Table


def party_tables(metadata: MetaData) -> PartyTables:
    """Declare the registry in *metadata*."""
    return PartyTables(
        party=_party(metadata),
        party_name=_party_name(metadata),
        case_party=_case_party(metadata),
        party_act=_party_act(metadata),
    )


def _party(metadata: MetaData) -> Table:
    # A merged party stays, with its number, names and cases, and points to the one that speaks for it: nothing of it
    # moves, so it can be taken apart again. `survivor_id` is the end of that way, its own id where it was not merged.
    return Table(
        "party",
        metadata,
        Column("party_id", Uuid, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("corporate_number", Text),
        Column("state", Text, nullable=False),
        Column("merged_into", Uuid, ForeignKey("routing.party.party_id")),
        Column("survivor_id", Uuid, ForeignKey("routing.party.party_id"), nullable=False),
        Column("version", Integer, nullable=False, server_default="1"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        UniqueConstraint("desk_id", "corporate_number"),
        CheckConstraint("corporate_number ~ '^[0-9]{13}$'", name="party_number_has_thirteen_digits"),
        CheckConstraint("(merged_into IS NULL) = (survivor_id = party_id)", name="party_speaks_for_itself"),
        Index("party_survivor", "survivor_id"),
    )


def _party_name(metadata: MetaData) -> Table:
    # Readable; what was taken from a case carries its id and goes with its key, what the desk wrote has none.
    return Table(
        "party_name",
        metadata,
        Column("name_id", Uuid, primary_key=True),
        Column("party_id", Uuid, ForeignKey("routing.party.party_id"), nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("kana", Text, nullable=False, server_default=""),
        Column("matching", Text, nullable=False),
        Column("standing", Text, nullable=False),
        Column("valid_from", Date),
        Column("valid_to", Date),
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id")),
        Index("party_name_matching", "desk_id", "matching"),
        Index("party_name_party", "party_id"),
    )


def _case_party(metadata: MetaData) -> Table:
    # Which party a case came to and how; the name as this case writes it is readable and goes with the case's key.
    return Table(
        "case_party",
        metadata,
        Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("party_id", Uuid, ForeignKey("routing.party.party_id")),
        Column("found", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("domain_digest", LargeBinary),
        Index("case_party_party", "party_id"),
        Index("case_party_domain", "desk_id", "domain_digest"),
    )


def _party_act(metadata: MetaData) -> Table:
    # Append-only: ids, codes, numbers and days; the words of a reason are a document under the key of the party.
    return Table(
        "party_act",
        metadata,
        Column("act_id", Uuid, primary_key=True),
        Column("party_id", Uuid, ForeignKey("routing.party.party_id"), nullable=False),
        Column("desk_id", Text, nullable=False),
        Column("act", Text, nullable=False),
        Column("other_id", Uuid),
        Column("before", Text),
        Column("after", Text),
        Column("reason_id", Uuid),
        Column("account_id", Uuid, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Index("party_act_party", "party_id"),
        Index("party_act_other", "other_id"),
    )
