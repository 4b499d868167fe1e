"""The tables of texts that staff write, and of how each person is told by mail."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)

_AT: Final = DateTime(timezone=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleTables:
    """What one person is told, and how; `wish` holds only where they wish otherwise than the program does."""

    wish: Table
    notice: Table
    digest: Table
    incident: Table


def text_table(metadata: MetaData) -> Table:
    """Declare the texts: append-only, the newest is in force, and one without words says that the scheme's own are."""
    return Table(
        "text_version",
        metadata,
        Column("desk_id", Text, primary_key=True),
        Column("name", Text, primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("subject", Text),
        Column("body", Text),
        Column("author", Uuid, nullable=False),
        Column("created_at", _AT, nullable=False, server_default=func.clock_timestamp()),
        CheckConstraint("version > 0", name="text_version_counts_from_one"),
    )


def people_tables(metadata: MetaData) -> PeopleTables:
    """Declare what belongs to one person."""
    wish = Table(
        "mail_wish",
        metadata,
        Column("account_id", Uuid, primary_key=True),
        Column("kind", Text, primary_key=True),
        Column("mode", Text, nullable=False),
        Column("changed_at", _AT, nullable=False, server_default=func.clock_timestamp()),
        CheckConstraint("mode IN ('at_once', 'digest', 'never')", name="mail_wish_mode_known"),
    )
    # What one person is to be told by mail, and in which mail: a row is told in exactly one.
    notice = Table(
        "personal_notice",
        metadata,
        Column(
            "notification_id", Uuid, ForeignKey(f"{metadata.schema}.notification.notification_id"), primary_key=True
        ),
        Column("account_id", Uuid, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("at_once", Boolean, nullable=False),
        Column("send_id", Uuid),
        Index("personal_notice_waiting", "desk_id", "account_id", postgresql_where=text("send_id IS NULL")),
        Index("personal_notice_sent", "send_id", postgresql_where=text("send_id IS NOT NULL")),
    )
    digest = Table(
        "digest",
        metadata,
        Column("account_id", Uuid, primary_key=True),
        Column("day", Date, primary_key=True),
        Column("desk_id", Text, nullable=False),
        Column("send_id", Uuid, nullable=False),
        Column("made_at", _AT, nullable=False, server_default=func.clock_timestamp()),
    )
    return PeopleTables(wish=wish, notice=notice, digest=digest, incident=_incident_table(metadata))


def _incident_table(metadata: MetaData) -> Table:
    # What one operator was told of incidents of one cause at one place.
    return Table(
        "incident_notice",
        metadata,
        Column("notice_id", Uuid, primary_key=True),
        Column("account_id", Uuid, nullable=False),
        Column("cause", Text, nullable=False),
        Column("place", Text, nullable=False),
        Column("change", Text, nullable=False),
        Column("since", _AT, nullable=False),
        Column("noted_at", _AT, nullable=False),
        Column("send_id", Uuid, nullable=False),
        CheckConstraint("change IN ('opened', 'recovered')", name="incident_notice_change_known"),
        Index("incident_notice_place", "account_id", "cause", "place", "notice_id"),
        Index("incident_notice_send", "send_id"),
    )
