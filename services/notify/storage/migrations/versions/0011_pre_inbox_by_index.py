"""An inbox is read in its order from an index, however many notices it holds."""

from shared.messaging.install import run_sql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INDEXES = """
CREATE INDEX notification_inbox ON notify.notification
    (desk_id, recipient, (read_at IS NOT NULL), notification_id DESC);
DROP INDEX notify.notification_unread;
CREATE INDEX notification_unread ON notify.notification (desk_id, recipient, notification_id DESC)
    WHERE read_at IS NULL;
"""

# The same as before. What depends on the reader alone is asked once a statement, not of each notice that is counted.
_SEEN = """
ALTER POLICY desk_sees ON notify.notification USING (
    (SELECT current_setting('desk.kind', true) = 'staff')
    AND desk_id = (SELECT current_setting('desk.desk', true))
    AND (SELECT string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'])
);
ALTER POLICY department_sees ON notify.notification USING (
    (SELECT current_setting('desk.kind', true) = 'staff')
    AND desk_id = (SELECT current_setting('desk.desk', true))
    AND (SELECT 'department' = ANY (string_to_array(current_setting('desk.roles', true), ',')))
    AND recipient = (SELECT current_setting('desk.department', true))
    AND recipient <> 'desk'
);
"""


def upgrade() -> None:
    """Order the indexes as the inbox is ordered, and ask of the reader once."""
    run_sql(_INDEXES)
    run_sql(_SEEN)
