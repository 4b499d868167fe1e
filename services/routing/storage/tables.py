"""The tables of schema `routing`."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
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
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.routing.storage.case_list_indexes import list_indexes
from services.routing.storage.clock_tables import clock_tables
from services.routing.storage.coordination_tables import case_lesson_table, cooperation_columns, task_table
from services.routing.storage.ledger_tables import ledger_tables
from services.routing.storage.lesson_tables import lesson_counts, lesson_tables
from services.routing.storage.likeness_tables import likeness_tables
from services.routing.storage.link_tables import link_tables
from services.routing.storage.media_tables import medium_table
from services.routing.storage.municipality_tables import municipality_tables
from services.routing.storage.offer_tables import offer_tables
from services.routing.storage.party_tables import party_tables
from services.routing.storage.publication_tables import question_table
from services.routing.storage.registration_tables import registration_table
from services.routing.storage.request_tables import request_table
from services.routing.storage.terms_tables import terms_table
from services.routing.storage.together_tables import together_table
from shared.documents.tables import document_tables
from shared.messaging.tables import messaging_tables

metadata = MetaData(schema="routing")
messaging = messaging_tables(metadata)
documents = document_tables(metadata)
# Intake's documents, as far as its grants let routing open them.
given = document_tables(MetaData(schema="intake"))
parties = party_tables(metadata)
clocks = clock_tables(metadata)
forum_registration = registration_table(metadata)


def _now(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp())


scheme_version = Table(
    "scheme_version",
    metadata,
    Column("desk_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("applied_by", Text, nullable=False),
    _now("applied_at"),
)

department = Table(
    "department",
    metadata,
    Column("desk_id", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    Column("successor", Text),
    Column("name", Text, nullable=False),
    Column("kana", Text, nullable=False),
    Column("bureau", Text, nullable=False),
    Column("extension", Text, nullable=False),
    Column("duties", ARRAY(Text), nullable=False),
    Column("position", Integer, nullable=False),
)

municipality, case_member = municipality_tables(metadata)

# One row: the transaction in which a department was last changed; the database itself keeps it.
organisation_change = Table(
    "organisation_change",
    metadata,
    Column("single", Boolean, primary_key=True, server_default="true"),
    Column("changed_in", BigInteger, nullable=False),
    CheckConstraint("single", name="organisation_change_single"),
)

desk_case = Table(
    "desk_case",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("desk_id", Text, nullable=False),
    Column("proposal_id", Uuid, nullable=False, unique=True),
    Column("receipt", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("proposer_kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("officer", Uuid),
    Column("abstract_id", Uuid),
    Column("proposing", Text),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("waiting_until", Date),
    Column("extended_until", Date),
    Column("decline_officer", Uuid),
    Column("decline_ground", Text),
    Column("decline_reason_id", Uuid),
    Column("decline_note_id", Uuid),
    Column("decline_lesson_id", Uuid),
    Column("waiting_note_officer", Uuid),
    Column("waiting_note_id", Uuid),
    Column("waiting_note_about", Text),
    Column("held_officer", Uuid),
    Column("held_act", Text),
    Column("held_content_id", Uuid),
    *cooperation_columns(),
    Column("classification", Text, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("scheme_version", Integer, nullable=False),
    Column("next_day", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    _now("opened_at"),
    _now("stage_since"),
    # For lists: when something last happened, and whether departments were asked and none of them leads any more.
    _now("changed_at"),
    Column("unled", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("desk_id", "receipt"),
    Index("desk_case_opened", "opened_at"),
    Index("desk_case_stage", "desk_id", "stage", "case_id"),
    Index("desk_case_proposing", "proposing", "case_id", postgresql_where=text("proposing IS NOT NULL")),
    *list_indexes(),
)

case_access = Table(
    "case_access",
    metadata,
    Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
    Column("department", Text, primary_key=True),
    Column("taken_up", Boolean, nullable=False),
    # Whether it was asked to deal with the case, and whether it reads it to judge the applications to a call.
    Column("asked", Boolean, nullable=False, server_default="true"),
    Column("judges", Boolean, nullable=False, server_default="false"),
    # The case's, filled in by the database itself: row-level security asks it of each row.
    Column("desk_id", Text, nullable=False),
    Index("case_access_department", "department", "case_id"),
)

offer = Table(
    "offer",
    metadata,
    Column("offer_id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), nullable=False),
    Column("department", Text),
    Column("party_id", Uuid),
    Column("lead", Boolean, nullable=False),
    Column("due", Date, nullable=False),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("note_id", Uuid),
    Column("contact_id", Uuid),
    Column("released_id", Uuid),
    Column("conditions_asked", Boolean, nullable=False, server_default="false"),
    Column("agreed", Boolean),
    Column("next_day", Date),
    Column("chosen", Boolean),
    Column("closing_id", Uuid),
    Column("link", Integer, nullable=False, server_default="1"),
    Column("state", Text, nullable=False),
    Column("verdict", Text),
    Column("reason_id", Uuid),
    Column("conditions_id", Uuid),
    Column("review_id", Uuid),
    Column("suggested_department", Text),
    _now("asked_at"),
    Column("answered_at", DateTime(timezone=True)),
    CheckConstraint("(department IS NULL) <> (party_id IS NULL)", name="offer_addressee"),
    Index("offer_case", "case_id"),
    Index("offer_party", "party_id", postgresql_where=text("party_id IS NOT NULL")),
    Index("offer_led", "department", "case_id", postgresql_where=text("lead")),
    Index("offer_due", "due", postgresql_where=text("state IN ('asked', 'taken_up')")),
)

case_together = together_table(metadata)

offer_look, question = offer_tables(metadata)

case_history = Table(
    "case_history",
    metadata,
    Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("data", JSONB, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

# Readable rows derived from documents; they carry the case id, can be made again, and go with its key.
case_words = Table(
    "case_words",
    metadata,
    Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
    Column("title", Text, nullable=False),
    Column("proposer", Text, nullable=False),
)

case_terms = terms_table(metadata)

lesson, lesson_term = lesson_tables(metadata)
lesson_total, lesson_spread = lesson_counts(metadata)

# A protected passage as both sides agreed to handle it; the words of the agreement are a document.
protection = Table(
    "protection",
    metadata,
    Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("handling", Text, nullable=False),
    Column("agreement_id", Uuid),
    Column("agreed_by_proposer_at", DateTime(timezone=True)),
    Column("agreed_by_desk_at", DateTime(timezone=True)),
)

# An answer of the proposer; it may come before the case is opened, so it is known by its proposal.
reply = Table(
    "reply",
    metadata,
    Column("reply_id", Uuid, primary_key=True),
    Column("proposal_id", Uuid, nullable=False),
    Column("desk_id", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("attached", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    # What comes at one moment stands in the order in which it was told.
    Column("version", Integer, nullable=False),
    # When the desk was done with it; None while it waits.
    Column("handled_at", DateTime(timezone=True)),
    # The offer that a company answers by it; None where the proposer wrote.
    Column("offer_id", Uuid),
    Index("reply_proposal", "proposal_id", "received_at"),
    Index("reply_waiting", "received_at", postgresql_where=text("handled_at IS NULL")),
)

likeness, likeness_mark = likeness_tables(metadata)

case_link, note_opened = link_tables(metadata)

ledger = ledger_tables(metadata)
medium = medium_table(metadata)
publication_question = question_table(metadata)
case_lesson = case_lesson_table(metadata)
task = task_table(metadata)
answered_request = request_table(metadata)
