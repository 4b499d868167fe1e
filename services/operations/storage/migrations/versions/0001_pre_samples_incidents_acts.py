"""Samples of queues, incidents, and the acts of operators."""

from shared.messaging.install import run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE operations.queue_sample (
    queue text NOT NULL,
    at timestamptz NOT NULL,
    depth integer NOT NULL,
    unacked integer NOT NULL,
    consumers integer NOT NULL,
    PRIMARY KEY (queue, at)
);
CREATE INDEX queue_sample_at ON operations.queue_sample (at);
CREATE TABLE operations.incident (
    incident_id uuid PRIMARY KEY,
    key text NOT NULL,
    cause text NOT NULL,
    service text,
    reader text,
    event_id uuid,
    aggregate_id uuid,
    opened_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    count integer NOT NULL DEFAULT 1,
    closed_at timestamptz,
    closed_by text,
    closed_reason text,
    what_can_be_done text NOT NULL
);
CREATE UNIQUE INDEX incident_open ON operations.incident (key) WHERE closed_at IS NULL;
CREATE INDEX incident_opened_at ON operations.incident (opened_at);
CREATE TABLE operations.operator_act (
    act_id uuid PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    account_id uuid NOT NULL,
    act text NOT NULL,
    reader text NOT NULL,
    event_id uuid NOT NULL,
    reason text,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    CONSTRAINT operator_act_discard_has_reason CHECK (act <> 'discard' OR btrim(reason) <> '')
);
CREATE INDEX operator_act_delivery ON operations.operator_act (reader, event_id, at);
CREATE FUNCTION operations.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'acts are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER operator_act_append_only BEFORE UPDATE OR DELETE ON operations.operator_act
    FOR EACH ROW EXECUTE FUNCTION operations.refuse_change();
"""

_RIGHTS = """
GRANT SELECT, INSERT, DELETE ON operations.queue_sample TO desk_operations_worker;
GRANT SELECT, INSERT, UPDATE ON operations.incident TO desk_operations_worker;
GRANT SELECT ON operations.queue_sample, operations.incident TO desk_operations_web;
GRANT UPDATE (closed_at, closed_by, closed_reason) ON operations.incident TO desk_operations_web;
GRANT SELECT, INSERT ON operations.operator_act TO desk_operations_web;
"""


def upgrade() -> None:
    """Create the tables and give each role what it needs."""
    run_sql(_TABLES)
    run_sql(_RIGHTS)
