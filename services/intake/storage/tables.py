"""The tables of intake."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.intake.storage.application_tables import application_table
from services.intake.storage.call_tables import call_table, registration_table
from services.intake.storage.holding_tables import decision_table, holding_table
from services.intake.storage.inspection_tables import inspection_tables
from services.intake.storage.note_tables import note_table
from services.intake.storage.pause_tables import pause_table
from services.intake.storage.publication_tables import publication_table, shown_table
from services.intake.storage.reply_tables import reply_tables
from services.intake.storage.todo_tables import todo_table
from shared.documents.tables import document_tables
from shared.messaging.tables import messaging_tables

metadata: Final = MetaData(schema="intake")
messaging: Final = messaging_tables(metadata)
documents: Final = document_tables(metadata)

_AT: Final = DateTime(timezone=True)
_NOW: Final = func.clock_timestamp()

raw_message: Final = Table(
    "raw_message",
    metadata,
    Column("raw_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    # Only our own address: who wrote stands in the sealed envelope beside the raw bytes.
    Column("recipient", Text),
    Column("received_at", _AT, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("identity", LargeBinary),
    Column("outcome", Text, nullable=False, server_default="pending"),
    Column("outcome_detail", Text),
    Column("duplicate_of", Uuid, ForeignKey("intake.raw_message.raw_id")),
    Column("proposal_id", Uuid),
    Column("settled_at", _AT),
    Column("version", Integer, nullable=False, server_default="1"),
    # A person of the desk said that this is a proposal; the reader makes one of it whatever it looks like.
    Column("forced", Boolean, nullable=False, server_default="false"),
    Column("parse_attempts", SmallInteger, nullable=False, server_default="0"),
    Column("leased_until", _AT),
    UniqueConstraint("desk_id", "identity"),
    CheckConstraint(
        "outcome IN ('pending', 'case', 'reply', 'held', 'spam', 'duplicate', 'machine', 'not_for_us')",
        name="raw_message_outcome_known",
    ),
    CheckConstraint("(outcome = 'case') = (proposal_id IS NOT NULL)", name="raw_message_case_has_proposal"),
    CheckConstraint("(outcome = 'duplicate') = (duplicate_of IS NOT NULL)", name="raw_message_duplicate_of_one"),
    Index("raw_message_pending", "received_at", postgresql_where=text("outcome = 'pending'")),
    Index("raw_message_received", "desk_id", "received_at"),
    # The few among the many that became proposals, as their list shows them.
    Index(
        "raw_message_sorted",
        "desk_id",
        "outcome",
        "received_at",
        postgresql_where=text("outcome IN ('reply', 'spam', 'duplicate', 'machine', 'not_for_us')"),
    ),
)

# What the doors took, counted there; no reference to raw_message, for it is to check it.
door_entry: Final = Table(
    "door_entry",
    metadata,
    Column("raw_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("accepted_at", _AT, nullable=False),
    Index("door_entry_accepted", "accepted_at"),
)

proposal: Final = Table(
    "proposal",
    metadata,
    Column("proposal_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("raw_id", Uuid, ForeignKey("intake.raw_message.raw_id"), nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("proposer_kind", Text, nullable=False),
    Column("department", Text),
    Column("link_generation", Integer, nullable=False, server_default="1"),
    Column("answerable", Boolean, nullable=False),
    # False where the office does not want it told to the proposer that this was received: an old list taken in.
    Column("acknowledge", Boolean, nullable=False, server_default="true"),
    # The call it names, where it answers one.
    Column("call", Text),
    Column("classification", Text, nullable=False),
    Column("created_at", _AT, nullable=False),
    UniqueConstraint("desk_id", "receipt"),
    Index("proposal_created", "created_at"),
)

protection: Final = Table(
    "protection",
    metadata,
    Column("protection_id", Uuid, primary_key=True),
    Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), nullable=False),
    Column("desk_id", Text, nullable=False),
    Column("field_key", Text),
    Column("document_id", Uuid, ForeignKey("intake.document.document_id")),
    Column("reason_document_id", Uuid, ForeignKey("intake.document.document_id")),
    Column("created_at", _AT, nullable=False),
    CheckConstraint("(field_key IS NULL) <> (document_id IS NULL)", name="protection_of_one_thing"),
    Index("protection_proposal", "proposal_id"),
)

receipt_counter: Final = Table(
    "receipt_counter",
    metadata,
    Column("desk_id", Text, primary_key=True),
    Column("fiscal_year", SmallInteger, primary_key=True),
    Column("last", Integer, nullable=False),
)

# A request in progress holds a lock of its transaction, not a row: a killed process leaves nothing in progress.
idempotency_key: Final = Table(
    "idempotency_key",
    metadata,
    Column("client", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_sha256", LargeBinary, nullable=False),
    Column("response", JSONB, nullable=False),
    Column("created_at", _AT, nullable=False, server_default=_NOW),
)

holding: Final = holding_table(metadata)
decision: Final = decision_table(metadata)
reply, suggested_case = reply_tables(metadata)
proposer_note: Final = note_table(metadata)
proposer_todo: Final = todo_table(metadata)
public_call: Final = call_table(metadata)
application: Final = application_table(metadata)
registration: Final = registration_table(metadata)
publication_asked: Final = publication_table(metadata)
publication_shown: Final = shown_table(metadata)
# What the office tells a proposer, as far as routing opens it to the page of the proposal.
office_documents: Final = document_tables(MetaData(schema="routing"))

pause: Final = pause_table(metadata)

mailbox_mail: Final = Table(
    "mailbox_mail",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("validity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("sha256", LargeBinary, nullable=False),
    Column("raw_id", Uuid, nullable=False),
    Column("kept_at", _AT, nullable=False),
    Column("moved_at", _AT),
    Index("mailbox_mail_unmoved", "mailbox", "sha256", postgresql_where=text("moved_at IS NULL")),
)

mailbox_look: Final = Table(
    "mailbox_look",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("looked_at", _AT, nullable=False),
    Column("succeeded_at", _AT),
    Column("failing_since", _AT),
    Column("trouble", Text),
    Column("waiting", Integer, nullable=False),
    Column("taken", BigInteger, nullable=False),
    Column("moved", BigInteger, nullable=False),
)

# Files chosen on the form, until the proposal is sent or a day has passed; sealed under a key of the draft.
draft: Final = Table(
    "draft",
    metadata,
    Column("draft_id", Uuid, primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("expires_at", _AT, nullable=False),
    Index("draft_expires", "expires_at"),
)

draft_file: Final = Table(
    "draft_file",
    metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("draft_id", Uuid, ForeignKey("intake.draft.draft_id", ondelete="CASCADE"), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("draft_file_draft", "draft_id"),
)

# A record of another list or system, by a hash of its name there: received once, whichever way it comes.
source_record: Final = Table(
    "source_record",
    metadata,
    Column("desk_id", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("raw_id", Uuid, ForeignKey("intake.raw_message.raw_id"), nullable=False),
    Column("content_sha256", LargeBinary, nullable=False),
    Column("receipt", Text),
    Column("proposal_id", Uuid),
    Column("created_at", _AT, nullable=False, server_default=_NOW),
)

# Which column of a list fills which field, saved under a name the desk chose.
import_mapping: Final = Table(
    "import_mapping",
    metadata,
    Column("desk_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("mapping", JSONB, nullable=False),
    Column("saved_by", Uuid, nullable=False),
    Column("saved_at", _AT, nullable=False),
)

# One taking-in of a list: counts, and per line its number, what became of it and why; never what stood in it.
import_run: Final = Table(
    "import_run",
    metadata,
    Column("run_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("draft_id", Uuid),
    Column("plan", Text, nullable=False),
    Column("file_sha256", LargeBinary, nullable=False),
    Column("acknowledge", Boolean, nullable=False),
    Column("started_by", Uuid, nullable=False),
    Column("started_at", _AT, nullable=False),
    Column("ended_at", _AT),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("known", Integer, nullable=False, server_default="0"),
    Column("wrong", Integer, nullable=False, server_default="0"),
    Column("lines", JSONB, nullable=False, server_default="[]"),
    Index("import_run_started", "desk_id", "started_at"),
)

# Who corrected how a sheet was read; what was written is a document.
reading_correction: Final = Table(
    "reading_correction",
    metadata,
    Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("field_key", Text, nullable=False),
    Column("document_id", Uuid, ForeignKey("intake.document.document_id"), nullable=False),
    Column("corrected_by", Uuid, nullable=False),
    Column("corrected_at", _AT, nullable=False),
)

progress: Final = Table(
    "progress",
    metadata,
    Column("proposal_id", Uuid, ForeignKey("intake.proposal.proposal_id"), primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("case_id", Uuid),
    Column("case_version", Integer, nullable=False, server_default="0"),
    Column("stage", Text, nullable=False),
    Column("changed_at", _AT, nullable=False),
    UniqueConstraint("desk_id", "receipt"),
)

inspection, cleaned_copy = inspection_tables(metadata)
