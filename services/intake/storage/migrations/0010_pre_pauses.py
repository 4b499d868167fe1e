"""Pauses of intake, what notify may know of them, and messages that a pause held."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_PAUSE = """
CREATE TABLE intake.pause (
    pause_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    notice text NOT NULL,
    until timestamptz,
    begun_at timestamptz NOT NULL,
    begun_by uuid NOT NULL,
    said_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    changed boolean NOT NULL DEFAULT false,
    CONSTRAINT pause_end_whole CHECK (ended_by IS NULL OR ended_at IS NOT NULL),
    CONSTRAINT pause_changed_by_a_person CHECK (NOT changed OR ended_by IS NOT NULL)
);
CREATE UNIQUE INDEX pause_open ON intake.pause (desk_id) WHERE ended_at IS NULL;
CREATE INDEX pause_said ON intake.pause (desk_id, said_at);
ALTER TABLE intake.pause ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.pause FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by, changed) ON intake.pause TO {worker}, {web};
CREATE POLICY worker_all ON intake.pause TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY doors_read ON intake.pause FOR SELECT TO {web} USING (current_setting('desk.kind', true) = 'door');
CREATE POLICY desk_pauses ON intake.pause TO {web} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']);
"""

# What a public page shows to everybody, and whether somebody still waits for the end of the pause.
_NOTIFY = """
GRANT SELECT (desk_id, notice, until, ended_at) ON intake.pause TO desk_notify_worker;
CREATE POLICY notify_reads ON intake.pause FOR SELECT TO desk_notify_worker USING (true);
"""

_HOLDING = """
ALTER TABLE intake.holding DROP CONSTRAINT holding_decision_whole;
ALTER TABLE intake.holding ADD CONSTRAINT holding_decision_whole CHECK (
    (decision IS NULL) = (decided_at IS NULL)
    AND (decided_by IS NULL) = (decision IS NULL OR decision = 'resumed'));
"""


def upgrade() -> None:
    """Create the table and let notify read the public notice."""
    run_sql(_PAUSE.format(worker=worker("intake"), web=web("intake")))
    run_sql(_NOTIFY)
    run_sql(_HOLDING)
