"""What both sides owe each other while they coordinate: milestones, procedures, to-dos."""

from shared.messaging.install import run_sql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_TASKS = """
CREATE TABLE routing.task (
    task_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    round integer NOT NULL,
    position integer NOT NULL,
    kind text NOT NULL,
    words_id uuid NOT NULL,
    owed_by text NOT NULL,
    department text,
    due date,
    code text,
    required boolean NOT NULL,
    state text NOT NULL,
    chased integer NOT NULL,
    set_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX task_case ON routing.task (case_id, position);
CREATE INDEX task_due ON routing.task (due) WHERE state = 'open';
GRANT SELECT, INSERT, UPDATE ON routing.task TO desk_routing_worker, desk_routing_web;
ALTER TABLE routing.task ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.task FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.task TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.task TO desk_routing_web USING (routing.may_see(case_id))
    WITH CHECK (routing.may_see(case_id));
"""


def upgrade() -> None:
    """Create the table."""
    run_sql(_TASKS)
