"""Which operators were told of which incidents, and what operations may see of mails that cannot leave."""

from shared.messaging.install import run_sql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE notify.incident_notice (
    notice_id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    cause text NOT NULL,
    place text NOT NULL,
    change text NOT NULL,
    since timestamptz NOT NULL,
    noted_at timestamptz NOT NULL,
    send_id uuid NOT NULL,
    CONSTRAINT incident_notice_change_known CHECK (change IN ('opened', 'recovered'))
);
CREATE INDEX incident_notice_place ON notify.incident_notice (account_id, cause, place, notice_id);
CREATE INDEX incident_notice_send ON notify.incident_notice (send_id);
GRANT SELECT, INSERT, DELETE ON notify.incident_notice TO desk_notify_worker;
ALTER TABLE notify.incident_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.incident_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON notify.incident_notice TO desk_notify_worker USING (true) WITH CHECK (true);
"""

# What the brake holds back has a later time; what is due for so long has nobody who sends it.
_UNSENT = """
CREATE VIEW notify.unsent_mail AS
    SELECT count(*) AS mails, min(created_at) AS since FROM notify.mail_send
    WHERE state IN ('created', 'deferred')
        AND (reason = 'server_away' OR next_at < clock_timestamp() - interval '10 minutes');
GRANT SELECT ON notify.unsent_mail TO desk_operations_worker;
"""


def upgrade() -> None:
    """Create the table and the view."""
    run_sql(_TABLE)
    run_sql(_UNSENT)
