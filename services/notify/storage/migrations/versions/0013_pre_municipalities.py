"""A municipality sees its own inbox, as a department sees its own."""

from shared.messaging.install import run_sql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SEEN = """
ALTER POLICY department_sees ON notify.notification USING (
    (SELECT current_setting('desk.kind', true) = 'staff')
    AND desk_id = (SELECT current_setting('desk.desk', true))
    AND (SELECT string_to_array(current_setting('desk.roles', true), ',') && ARRAY['department', 'municipality'])
    AND recipient = (SELECT current_setting('desk.department', true))
    AND recipient <> 'desk'
);
"""


def upgrade() -> None:
    """Ask whether the reader is of the unit the notice is for, whatever kind of unit that is."""
    run_sql(_SEEN)
