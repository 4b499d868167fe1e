"""What is said about a case: notes that wait for a second person, answers dealt with, and fuller verdicts."""

from shared.messaging.install import run_sql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE routing.desk_case
    ADD COLUMN waiting_note_officer uuid,
    ADD COLUMN waiting_note_id uuid,
    ADD COLUMN waiting_note_about text;
ALTER TABLE routing.offer
    ADD COLUMN conditions_id uuid,
    ADD COLUMN review_id uuid;
ALTER TABLE routing.reply ADD COLUMN handled_at timestamptz;
"""

# Only the desk says that an answer was dealt with, and nothing else of it ever changes.
_HANDLED = """
GRANT UPDATE (handled_at) ON routing.reply TO desk_routing_web;
CREATE POLICY desk_handles ON routing.reply FOR UPDATE TO desk_routing_web USING (
    desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk']);
"""


def upgrade() -> None:
    """Add the columns, and let the desk mark what it dealt with."""
    run_sql(_COLUMNS)
    run_sql(_HANDLED)
