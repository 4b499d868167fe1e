"""The inbox asks whose wish a case is: a department that proposes goes on to its own case from there."""

from shared.messaging.install import run_sql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_ASKS = """
GRANT SELECT (case_id, proposing) ON routing.desk_case TO desk_notify_web;
CREATE POLICY inbox_asks ON routing.desk_case FOR SELECT TO desk_notify_web USING (proposing IS NOT NULL);
"""


def upgrade() -> None:
    """Open the number and the department of wishes, and nothing else, to the pages of notify."""
    run_sql(_ASKS)
