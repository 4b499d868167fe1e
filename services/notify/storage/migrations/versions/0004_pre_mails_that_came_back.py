"""Mails that left and came back, and what routing may see of the mails of its cases."""

from shared.messaging.install import run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATE = """
ALTER TABLE notify.mail_send ADD COLUMN report_status text;
ALTER TABLE notify.mail_send DROP CONSTRAINT mail_send_state_known;
ALTER TABLE notify.mail_send ADD CONSTRAINT mail_send_state_known
    CHECK (state IN ('created', 'sending', 'sent', 'deferred', 'failed', 'unknown', 'bounced'));
"""

# For the page of a case: what became of the mails to its proposer. Ids, codes and times; no address and no text.
_SEEN = """
CREATE VIEW notify.proposal_mail AS
    SELECT send_id, proposal_id, purpose, state, reason, created_at, settled_at FROM notify.mail_send
    WHERE desk_id = current_setting('desk.desk', true)
        AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'];
GRANT SELECT ON notify.proposal_mail TO desk_routing_web;
"""


def upgrade() -> None:
    """Know the new state, and open the view to the pages of routing."""
    run_sql(_STATE)
    run_sql(_SEEN)
