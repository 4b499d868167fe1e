"""A body that answers through its link lets the clock be counted on, and sees no word of the case by the way."""

from shared.messaging.install import run_sql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ANSWERING = """
CREATE POLICY answering ON routing.case_clock TO desk_routing_web
    USING (current_setting('desk.kind', true) = 'answering' AND case_id = routing.offered_case())
    WITH CHECK (current_setting('desk.kind', true) = 'answering' AND case_id = routing.offered_case());
"""
# Whoever sees a case sees these, too; but the holder of a link sees of the case only where it stands.
_STAFF_ONLY = """
CREATE POLICY staff_only ON routing.{t} AS RESTRICTIVE TO desk_routing_web
    USING (current_setting('desk.kind', true) = 'staff');
"""


def upgrade() -> None:
    """Let an answer count the clock on, and keep what is the office's from whoever answers."""
    run_sql(_ANSWERING)
    for table in ("case_words", "reply", "note_opened", "case_link"):
        run_sql(_STAFF_ONLY.format(t=table))
