"""Texts that staff write, how each person is told by mail, and mails to persons, to companies and about a case."""

from shared.messaging.install import run_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE notify.text_version (
    desk_id text NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    subject text,
    body text,
    author uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (desk_id, name, version),
    CONSTRAINT text_version_counts_from_one CHECK (version > 0)
);
CREATE TABLE notify.mail_wish (
    account_id uuid NOT NULL,
    kind text NOT NULL,
    mode text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account_id, kind),
    CONSTRAINT mail_wish_mode_known CHECK (mode IN ('at_once', 'digest', 'never'))
);
CREATE TABLE notify.personal_notice (
    notification_id uuid NOT NULL REFERENCES notify.notification (notification_id),
    account_id uuid NOT NULL,
    desk_id text NOT NULL,
    at_once boolean NOT NULL,
    send_id uuid,
    PRIMARY KEY (notification_id, account_id)
);
CREATE INDEX personal_notice_waiting ON notify.personal_notice (desk_id, account_id) WHERE send_id IS NULL;
CREATE INDEX personal_notice_sent ON notify.personal_notice (send_id) WHERE send_id IS NOT NULL;
CREATE TABLE notify.digest (
    account_id uuid NOT NULL,
    day date NOT NULL,
    desk_id text NOT NULL,
    send_id uuid NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account_id, day)
);
ALTER TABLE notify.mail_send
    ADD COLUMN account_id uuid,
    ADD COLUMN offer_id uuid,
    ADD COLUMN note_id uuid,
    ADD COLUMN due date,
    ADD COLUMN about_version integer,
    ADD COLUMN text_version integer,
    DROP CONSTRAINT mail_send_about_one_thing;
ALTER TABLE notify.mail_send
    ADD CONSTRAINT mail_send_about_one_thing CHECK (num_nonnulls(proposal_id, raw_id, account_id) = 1);
CREATE INDEX mail_send_to_person ON notify.mail_send (account_id)
    WHERE account_id IS NOT NULL AND state IN ('created', 'deferred');
"""

# Whoever writes the desk's texts is named by the database itself; a version is never changed and never goes away.
_TEXTS = """
ALTER TABLE notify.text_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.text_version FORCE ROW LEVEL SECURITY;
GRANT SELECT ON notify.text_version TO desk_notify_worker;
GRANT SELECT, INSERT ON notify.text_version TO desk_notify_web;
CREATE POLICY worker_reads ON notify.text_version FOR SELECT TO desk_notify_worker USING (true);
CREATE POLICY staff_reads ON notify.text_version FOR SELECT TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
);
CREATE POLICY desk_writes ON notify.text_version FOR INSERT TO desk_notify_web WITH CHECK (
    current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
    AND author::text = current_setting('desk.account', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ','))
);
"""

# A wish is a person's own; what waits for whom is the worker's alone.
_PEOPLE = """
ALTER TABLE notify.mail_wish ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.mail_wish FORCE ROW LEVEL SECURITY;
ALTER TABLE notify.personal_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.personal_notice FORCE ROW LEVEL SECURITY;
ALTER TABLE notify.digest ENABLE ROW LEVEL SECURITY;
ALTER TABLE notify.digest FORCE ROW LEVEL SECURITY;
GRANT SELECT ON notify.mail_wish TO desk_notify_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON notify.mail_wish TO desk_notify_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON notify.personal_notice TO desk_notify_worker;
GRANT SELECT, INSERT ON notify.digest TO desk_notify_worker;
CREATE POLICY worker_reads ON notify.mail_wish FOR SELECT TO desk_notify_worker USING (true);
CREATE POLICY own ON notify.mail_wish TO desk_notify_web USING (
    current_setting('desk.kind', true) = 'staff' AND account_id::text = current_setting('desk.account', true)
) WITH CHECK (
    current_setting('desk.kind', true) = 'staff' AND account_id::text = current_setting('desk.account', true)
);
CREATE POLICY worker_all ON notify.personal_notice TO desk_notify_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON notify.digest TO desk_notify_worker USING (true) WITH CHECK (true);
CREATE POLICY view_looks ON notify.personal_notice FOR SELECT TO desk_notify USING (true);
"""


def upgrade() -> None:
    """Create the tables, widen the record of mails, and grant the least each role needs."""
    run_sql(_TABLES)
    run_sql(_TEXTS)
    run_sql(_PEOPLE)
