"""The tables of the schema `notify`; the migrations beside this file create them."""

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.notify.storage.people_tables import people_tables, text_table
from services.notify.storage.webhook_tables import webhook_tables
from shared.documents.tables import document_tables
from shared.messaging.tables import messaging_tables

SCHEMA: Final = "notify"
metadata: Final = MetaData(schema=SCHEMA)
MESSAGING: Final = messaging_tables(metadata)
DOCUMENTS: Final = document_tables(metadata)
PEOPLE: Final = people_tables(metadata)
text_version: Final = text_table(metadata)
WEBHOOKS: Final = webhook_tables(metadata)

_AT: Final = DateTime(timezone=True)

notification: Final = Table(
    "notification",
    metadata,
    Column("notification_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("receipt", Text),
    Column("case_id", Uuid),
    Column("about_id", Uuid, nullable=False),
    Column("detail", Text),
    Column("event_id", Uuid, nullable=False),
    Column("due", Date),
    Column("created_at", _AT, nullable=False, server_default=func.clock_timestamp()),
    Column("read_at", _AT),
    Column("read_by", Text),
    UniqueConstraint("event_id", "recipient", "kind", name="notification_once"),
    CheckConstraint("(read_at IS NULL) = (read_by IS NULL)", name="notification_read_whole"),
    Index("notification_recipient", "desk_id", "recipient", "notification_id"),
    # The inbox in its order: unread before read, the newest first.
    Index("notification_inbox", "desk_id", "recipient", text("(read_at IS NOT NULL)"), text("notification_id DESC")),
    Index(
        "notification_unread",
        "desk_id",
        "recipient",
        text("notification_id DESC"),
        postgresql_where=text("read_at IS NULL"),
    ),
    Index("notification_about", "about_id"),
    Index(
        "notification_waiting",
        "desk_id",
        "created_at",
        postgresql_where=text("read_at IS NULL AND case_id IS NOT NULL"),
    ),
    Index("notification_case", "case_id", postgresql_where=text("case_id IS NOT NULL")),
)

# New cases the desk was not told of, because an officer had taken them on before the fact came: decided, not lost.
untold_case: Final = Table(
    "untold_case",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("decided_at", _AT, nullable=False, server_default=func.clock_timestamp()),
)

# A projection of `case.access_changed`: a case that has no row here is open to no department, and to no municipality.
case_access: Final = Table(
    "case_access",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("offered", ARRAY(Text), nullable=False),
    Column("taken_up", ARRAY(Text), nullable=False),
    Column("invited", ARRAY(Text), nullable=False, server_default="{}"),
    Column("joined", ARRAY(Text), nullable=False, server_default="{}"),
    Column("version", Integer, nullable=False),
    Column("changed_at", _AT, nullable=False, server_default=func.clock_timestamp()),
)

mail_send: Final = Table(
    "mail_send",
    metadata,
    Column("send_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("recipient_ref", Uuid, nullable=False),
    # What it is about: a proposal, a message that is none yet, what came for one person of the office, a registration
    # for a forum, or an item of the ledger: the forum somebody is invited to, the publication media are told of.
    Column("proposal_id", Uuid),
    Column("raw_id", Uuid),
    Column("account_id", Uuid),
    Column("registration_id", Uuid),
    Column("item_id", Uuid),
    # What everybody reads of that forum.
    Column("content_id", Uuid),
    Column("case_id", Uuid),
    # The offer a company answers, the words the office wrote for this mail, and the version of the case it tells of.
    Column("offer_id", Uuid),
    Column("note_id", Uuid),
    Column("due", Date),
    Column("about_version", Integer),
    # From which of the desk's own texts it was made; 0 is the text of the scheme or of the program.
    Column("text_version", Integer),
    Column("receipt", Text),
    Column("event_id", Uuid, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("smtp_code", Integer),
    # In the words of RFC 3463, from whoever reported that the mail did not arrive.
    Column("report_status", Text),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("resends", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("address_mark", LargeBinary),
    Column("document_id", Uuid),
    Column("created_at", _AT, nullable=False, server_default=func.clock_timestamp()),
    Column("next_at", _AT, nullable=False, server_default=func.clock_timestamp()),
    Column("sending_at", _AT),
    Column("settled_at", _AT),
    UniqueConstraint("purpose", "event_id", "recipient_ref", name="mail_send_once"),
    UniqueConstraint("message_id", name="mail_send_message_id"),
    CheckConstraint(
        "state IN ('created', 'sending', 'sent', 'deferred', 'failed', 'unknown', 'bounced', 'needless')",
        name="mail_send_state_known",
    ),
    CheckConstraint(
        "num_nonnulls(proposal_id, raw_id, account_id, registration_id, item_id) = 1", name="mail_send_about_one_thing"
    ),
    Index("mail_send_case", "case_id", "purpose", postgresql_where=text("case_id IS NOT NULL")),
    Index("mail_send_due", "next_at", postgresql_where=text("state IN ('created', 'deferred')")),
    Index("mail_send_sending", "sending_at", postgresql_where=text("state = 'sending'")),
    Index("mail_send_settled", "purpose", "settled_at", postgresql_where=text("state = 'sent'")),
    Index("mail_send_address", "address_mark", "settled_at", postgresql_where=text("state = 'sent'")),
    Index(
        "mail_send_to_person",
        "account_id",
        postgresql_where=text("account_id IS NOT NULL AND state IN ('created', 'deferred')"),
    ),
    Index("mail_send_forum", "desk_id", "receipt", postgresql_where=text("purpose LIKE 'attendee%'")),
    Index("mail_send_media", "desk_id", "receipt", postgresql_where=text("purpose LIKE 'media%'")),
    Index("mail_send_desk", "desk_id", "send_id"),
    Index("mail_send_proposal", "proposal_id"),
)
