"""Since when each type is heard, what was found missing, letters nobody could be given, and marks that last."""

from shared.messaging.install import run_sql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE operations.heard_type (
    reader text NOT NULL,
    type text NOT NULL,
    begins_at timestamptz NOT NULL,
    PRIMARY KEY (reader, type)
);
CREATE TABLE operations.settled_mark (
    reader text NOT NULL,
    teller text NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (reader, teller)
);
CREATE TABLE operations.missing_delivery (
    reader text NOT NULL,
    event_id uuid NOT NULL,
    teller text NOT NULL,
    seq bigint NOT NULL,
    aggregate_id uuid NOT NULL,
    noted_at timestamptz NOT NULL,
    empty_at timestamptz,
    resent_at timestamptz,
    resends integer NOT NULL DEFAULT 0,
    settled_at timestamptz,
    PRIMARY KEY (reader, event_id)
);
CREATE INDEX missing_delivery_open ON operations.missing_delivery (reader, teller, seq) WHERE settled_at IS NULL;
CREATE TABLE operations.dead_letter (
    letter_id uuid PRIMARY KEY,
    kept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    routing_key text NOT NULL,
    event_id uuid NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    closed_at timestamptz,
    closed_by text,
    closed_reason text
);
ALTER TABLE operations.incident ADD COLUMN amount integer;
"""

# A person reconciles through a verb, under the rights of the pages; nobody but the database's owner reads a letter.
_RIGHTS = """
GRANT SELECT ON operations.heard_type TO desk_operations_worker, desk_operations_web;
GRANT SELECT, INSERT, UPDATE ON operations.settled_mark TO desk_operations_worker;
GRANT SELECT ON operations.settled_mark TO desk_operations_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON operations.missing_delivery TO desk_operations_worker, desk_operations_web;
GRANT INSERT ON operations.dead_letter TO desk_operations_worker;
GRANT SELECT (letter_id, kept_at, routing_key, event_id, closed_at, closed_by, closed_reason)
    ON operations.dead_letter TO desk_operations_worker, desk_operations_web;
GRANT UPDATE (closed_at, closed_by, closed_reason) ON operations.dead_letter TO desk_operations_web;
"""


def upgrade() -> None:
    """Create the tables and give each role what it needs."""
    run_sql(_TABLES)
    run_sql(_RIGHTS)
