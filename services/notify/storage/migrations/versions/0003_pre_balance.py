"""The narrow views of notices and acknowledgements that the balance is drawn from."""

from shared.messaging.install import run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The owner cannot log in: its looks serve the views alone.
_VIEWS = """
CREATE POLICY balance_looks ON notify.notification FOR SELECT TO desk_notify USING (true);
CREATE POLICY balance_looks ON notify.mail_send FOR SELECT TO desk_notify USING (true);
CREATE VIEW notify.balance_notice AS
    SELECT about_id AS case_id FROM notify.notification WHERE kind = 'case_opened' AND recipient = 'desk';
CREATE VIEW notify.balance_acknowledgement AS
    SELECT proposal_id, state FROM notify.mail_send WHERE purpose = 'acknowledgement';
GRANT SELECT ON notify.balance_notice, notify.balance_acknowledgement
    TO desk_operations_worker, desk_operations_web;
"""


def upgrade() -> None:
    """Open the views to operations: ids and states, no address and no text."""
    run_sql(_VIEWS)
