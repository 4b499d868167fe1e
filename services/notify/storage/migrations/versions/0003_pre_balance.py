"""Cases the desk need not be told of, and the narrow views that the balance is drawn from."""

from shared.messaging.install import run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Not to tell is an outcome too: with a row of its own it can be told from a notice that was lost.
_TABLE = """
CREATE TABLE notify.untold_case (
    case_id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE notify.untold_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.untold_case FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON notify.untold_case TO desk_notify_worker USING (true) WITH CHECK (true);
CREATE POLICY balance_looks ON notify.untold_case FOR SELECT TO desk_notify USING (true);
GRANT SELECT, INSERT ON notify.untold_case TO desk_notify_worker;
"""

# The owner cannot log in: its looks serve the views alone.
_VIEWS = """
CREATE POLICY balance_looks ON notify.notification FOR SELECT TO desk_notify USING (true);
CREATE POLICY balance_looks ON notify.mail_send FOR SELECT TO desk_notify USING (true);
CREATE VIEW notify.balance_notice AS
    SELECT about_id AS case_id FROM notify.notification WHERE kind = 'case_opened' AND recipient = 'desk'
    UNION ALL SELECT case_id FROM notify.untold_case;
CREATE VIEW notify.balance_acknowledgement AS
    SELECT proposal_id, state FROM notify.mail_send WHERE purpose = 'acknowledgement';
GRANT SELECT ON notify.balance_notice, notify.balance_acknowledgement
    TO desk_operations_worker, desk_operations_web;
"""


def upgrade() -> None:
    """Create the table, and open the views to operations: ids and states, no address and no text."""
    run_sql(_TABLE)
    run_sql(_VIEWS)
