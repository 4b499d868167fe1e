"""Who opened a notice and when: routing shows it to the desk, and notes it when a notice's case itself is opened."""

from shared.messaging.install import run_sql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Ids, codes and times. The desk sees who opened what; the clock sees what waits, of all desks.
_SEEN = """
CREATE INDEX notification_waiting ON notify.notification (desk_id, created_at)
    WHERE read_at IS NULL AND case_id IS NOT NULL;
CREATE VIEW notify.post_told AS
    SELECT notification_id, case_id, about_id, recipient, kind, created_at, read_at, read_by FROM notify.notification
    WHERE case_id IS NOT NULL AND desk_id = current_setting('desk.desk', true)
        AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'];
CREATE VIEW notify.notice_state AS
    SELECT notification_id, desk_id, case_id, about_id, recipient, kind, created_at, read_at FROM notify.notification
    WHERE case_id IS NOT NULL;
GRANT SELECT ON notify.post_told TO desk_routing_web;
GRANT SELECT ON notify.notice_state TO desk_routing_worker;
"""

# Whoever opens a case has read what called them to it; who looks for an administrator's reasons has not.
_READ = """
CREATE POLICY owner_notes ON notify.notification FOR UPDATE TO desk_notify USING (true) WITH CHECK (true);
CREATE FUNCTION notify.note_read(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    UPDATE notify.notification SET read_at = clock_timestamp(), read_by = current_setting('desk.account', true)
    WHERE about_id = which AND case_id = which AND read_at IS NULL
        AND desk_id = current_setting('desk.desk', true)
        AND current_setting('desk.kind', true) = 'staff' AND current_setting('desk.account', true) <> ''
        AND (
            recipient = current_setting('desk.department', true)
            OR (recipient = 'desk' AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ',')))
        )
$$;
REVOKE ALL ON FUNCTION notify.note_read(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notify.note_read(uuid) TO desk_routing_web;
"""


def upgrade() -> None:
    """Open the views and the one way of noting."""
    run_sql(_SEEN)
    run_sql(_READ)
