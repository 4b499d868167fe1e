"""What intake asks when somebody answers one of our mails: of which proposal did it speak."""

from shared.messaging.install import run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ANSWERED = """
GRANT SELECT (message_id, proposal_id) ON notify.mail_send TO desk_intake_worker;
CREATE POLICY intake_asks ON notify.mail_send FOR SELECT TO desk_intake_worker USING (true);
"""


def upgrade() -> None:
    """Let intake ask: two ids, nothing of the mail."""
    run_sql(_ANSWERED)
