"""Let routing open the cleaned HTML of a mail, as it opens the proposal's text."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_READS = """
CREATE POLICY routing_worker_reads_html ON intake.document FOR SELECT TO {worker} USING (kind = 'readable_html');
CREATE POLICY routing_web_reads_html ON intake.document FOR SELECT TO {web} USING (
    kind = 'readable_html' AND current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
);
"""


def upgrade() -> None:
    """Add the policies; the table's own stay as they are."""
    run_sql(_READS.format(worker=worker("routing"), web=web("routing")))
