"""What notify asks when a case is decided: which others were merged into it, under which numbers."""

from shared.messaging.install import run_sql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Open the links and the numbers to who tells the desk."""
    run_sql("""
GRANT SELECT (receipt) ON routing.desk_case TO desk_notify_worker;
GRANT SELECT (case_id, other_id, kind) ON routing.case_link TO desk_notify_worker;
CREATE POLICY notify_asks ON routing.case_link FOR SELECT TO desk_notify_worker USING (true);
""")
