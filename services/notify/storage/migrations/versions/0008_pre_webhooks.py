"""What other systems are told, a row a receiver and fact, and how it stands with each of them."""

from shared.messaging.install import run_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE notify.webhook_delivery (
    delivery_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    webhook text NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    body text NOT NULL,
    state text NOT NULL,
    attempt integer NOT NULL DEFAULT 0,
    status integer,
    trouble text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    settled_at timestamptz,
    CONSTRAINT webhook_delivery_once UNIQUE (desk_id, webhook, event_id),
    CONSTRAINT webhook_delivery_state_known CHECK (state IN ('waiting', 'delivered', 'gave_up'))
);
CREATE INDEX webhook_delivery_due ON notify.webhook_delivery (desk_id, webhook, next_at) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_newest ON notify.webhook_delivery (desk_id, webhook, delivery_id);
CREATE TABLE notify.webhook_receiver (
    desk_id text NOT NULL,
    webhook text NOT NULL,
    last_success_at timestamptz,
    failing_since timestamptz,
    shut_at timestamptz,
    status integer,
    trouble text,
    PRIMARY KEY (desk_id, webhook)
);
GRANT SELECT, INSERT, UPDATE ON notify.webhook_delivery, notify.webhook_receiver TO desk_notify_worker;
GRANT SELECT, UPDATE (state, attempt, next_at, settled_at) ON notify.webhook_delivery TO desk_notify_web;
GRANT SELECT, UPDATE (failing_since, shut_at) ON notify.webhook_receiver TO desk_notify_web;
GRANT SELECT ON notify.webhook_receiver TO desk_operations_worker;
"""

# Whoever keeps the house running sees how it stands and tries again; nobody else has anything to see there.
_GUARDED = """
ALTER TABLE notify.{t} ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.{t} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON notify.{t} TO desk_notify_worker USING (true) WITH CHECK (true);
CREATE POLICY operators_see ON notify.{t} FOR SELECT TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['operator', 'administrator']
);
CREATE POLICY operators_act ON notify.{t} FOR UPDATE TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
    AND 'operator' = ANY (string_to_array(current_setting('desk.roles', true), ','))
);
"""


def upgrade() -> None:
    """Create the tables, their rights and their guards."""
    run_sql(_TABLES)
    for table in ("webhook_delivery", "webhook_receiver"):
        run_sql(_GUARDED.format(t=table))
    run_sql(
        "CREATE POLICY operations_watches ON notify.webhook_receiver FOR SELECT TO desk_operations_worker USING (true);"
    )
