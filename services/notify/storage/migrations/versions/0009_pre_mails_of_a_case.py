"""What routing may see of every mail of a case: to whom, for what, how often tried, and where it stands."""

from shared.messaging.install import run_sql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Ids, codes, counts and times; no address and no text. A mail to a colleague may tell of several cases.
_SEEN = """
CREATE VIEW notify.case_mail AS
    SELECT send_id, proposal_id, NULL::uuid AS case_id, offer_id, NULL::text AS post, purpose, state, reason,
        attempt, resends, text_version, created_at, settled_at, desk_id
    FROM notify.mail_send WHERE proposal_id IS NOT NULL
        AND desk_id = current_setting('desk.desk', true)
        AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']
    UNION
    SELECT m.send_id, NULL, n.case_id, NULL, n.recipient, m.purpose, m.state, m.reason,
        m.attempt, m.resends, m.text_version, m.created_at, m.settled_at, m.desk_id
    FROM notify.notification n
    JOIN notify.personal_notice p ON p.notification_id = n.notification_id
    JOIN notify.mail_send m ON m.send_id = p.send_id
    WHERE n.case_id IS NOT NULL
        AND n.desk_id = current_setting('desk.desk', true)
        AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'];
GRANT SELECT ON notify.case_mail TO desk_routing_web;
CREATE INDEX notification_case ON notify.notification (case_id) WHERE case_id IS NOT NULL;
"""


def upgrade() -> None:
    """Open the view to the pages of routing; the narrower one stays for processes of before."""
    run_sql(_SEEN)
