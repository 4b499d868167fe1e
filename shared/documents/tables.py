"""The three tables of a schema that keeps content."""

from dataclasses import dataclass

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTables:
    """The tables of one schema."""

    keeper: Table
    document: Table
    document_key: Table


def document_tables(metadata: MetaData) -> DocumentTables:
    """Declare the tables in *metadata*."""
    keeper = Table(
        "keeper",
        metadata,
        Column("keeper_id", Uuid, primary_key=True),
        Column("kind", Text, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("wrapped_key", LargeBinary),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        Column("destroyed_at", DateTime(timezone=True)),
    )
    document = Table(
        "document",
        metadata,
        Column("document_id", Uuid, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("keeper_id", Uuid, nullable=False),
        Column("position", Integer, nullable=False, server_default="0"),
        Column("media_type", Text, nullable=False),
        Column("size_bytes", Integer, nullable=False),
        Column("address", LargeBinary, nullable=False),
        Column("sealed_name", LargeBinary),
        Column("sealed", LargeBinary, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        Index("document_keeper", "keeper_id", "kind"),
    )
    schema = metadata.schema
    document_key = Table(
        "document_key",
        metadata,
        Column("document_id", Uuid, ForeignKey(f"{schema}.document.document_id"), primary_key=True),
        Column("keeper_id", Uuid, primary_key=True),
        Column("keeper_kind", Text, primary_key=True),
        Column("wrapped_key", LargeBinary, nullable=False),
        Index("document_key_keeper", "keeper_id"),
    )
    return DocumentTables(keeper=keeper, document=document, document_key=document_key)
