"""Create notifications, the access projection and the record of outgoing mail, with what each role may do."""

from shared.documents.install import install_documents_v1
from shared.messaging.install import install_messaging_v1, run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE notify.notification (
    notification_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    recipient text NOT NULL,
    kind text NOT NULL,
    receipt text,
    case_id uuid,
    about_id uuid NOT NULL,
    detail text,
    event_id uuid NOT NULL,
    due date,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    read_at timestamptz,
    read_by text,
    CONSTRAINT notification_once UNIQUE (event_id, recipient, kind),
    CONSTRAINT notification_read_whole CHECK ((read_at IS NULL) = (read_by IS NULL))
);
CREATE INDEX notification_recipient ON notify.notification (desk_id, recipient, notification_id);
CREATE INDEX notification_unread ON notify.notification (desk_id, recipient) WHERE read_at IS NULL;
CREATE INDEX notification_about ON notify.notification (about_id);
CREATE TABLE notify.case_access (
    case_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    offered text[] NOT NULL,
    taken_up text[] NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE notify.mail_send (
    send_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    purpose text NOT NULL,
    recipient_ref uuid NOT NULL,
    proposal_id uuid NOT NULL,
    case_id uuid,
    receipt text NOT NULL,
    event_id uuid NOT NULL,
    correlation_id uuid NOT NULL,
    message_id text NOT NULL,
    state text NOT NULL,
    reason text,
    smtp_code integer,
    attempt integer NOT NULL DEFAULT 0,
    resends integer NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 0,
    address_mark bytea,
    document_id uuid,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sending_at timestamptz,
    settled_at timestamptz,
    CONSTRAINT mail_send_once UNIQUE (purpose, event_id, recipient_ref),
    CONSTRAINT mail_send_message_id UNIQUE (message_id),
    CONSTRAINT mail_send_state_known
        CHECK (state IN ('created', 'sending', 'sent', 'deferred', 'failed', 'unknown'))
);
CREATE INDEX mail_send_due ON notify.mail_send (next_at) WHERE state IN ('created', 'deferred');
CREATE INDEX mail_send_sending ON notify.mail_send (sending_at) WHERE state = 'sending';
CREATE INDEX mail_send_settled ON notify.mail_send (purpose, settled_at) WHERE state = 'sent';
CREATE INDEX mail_send_address ON notify.mail_send (address_mark, settled_at) WHERE state = 'sent';
CREATE INDEX mail_send_desk ON notify.mail_send (desk_id, send_id);
CREATE INDEX mail_send_proposal ON notify.mail_send (proposal_id);
"""

# Whoever is signed in sees their own desk: the desk's people all its inboxes, a department only its own. An
# administrator may look at what the desk sees and change nothing of it.
_RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON notify.notification, notify.case_access, notify.mail_send TO desk_notify_worker;
GRANT SELECT, UPDATE (read_at, read_by) ON notify.notification TO desk_notify_web;
GRANT SELECT ON notify.case_access TO desk_notify_web;
GRANT SELECT, UPDATE (state, reason, attempt, resends, next_at) ON notify.mail_send TO desk_notify_web;
ALTER TABLE notify.notification ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.notification FORCE ROW LEVEL SECURITY;
ALTER TABLE notify.case_access ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.case_access FORCE ROW LEVEL SECURITY;
ALTER TABLE notify.mail_send ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.mail_send FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON notify.notification TO desk_notify_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON notify.case_access TO desk_notify_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON notify.mail_send TO desk_notify_worker USING (true) WITH CHECK (true);
CREATE POLICY desk_sees ON notify.notification FOR SELECT TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']
);
CREATE POLICY desk_acts ON notify.notification FOR UPDATE TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ','))
);
CREATE POLICY department_sees ON notify.notification TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
    AND 'department' = ANY (string_to_array(current_setting('desk.roles', true), ','))
    AND recipient = current_setting('desk.department', true)
    AND recipient <> 'desk'
);
CREATE POLICY staff_sees ON notify.case_access FOR SELECT TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
);
CREATE POLICY desk_sees ON notify.mail_send FOR SELECT TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']
);
CREATE POLICY desk_acts ON notify.mail_send FOR UPDATE TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ','))
);
"""


def upgrade() -> None:
    """Create the schema's first tables."""
    install_messaging_v1("notify")
    install_documents_v1("notify")
    run_sql(_TABLES)
    run_sql(_RIGHTS)
