"""What notify asks about the present before it tells the desk: has somebody decided on a held message already."""

from shared.messaging.install import run_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PRESENT = """
GRANT SELECT (raw_id, decided_at) ON intake.holding TO desk_notify_worker;
CREATE POLICY notify_asks ON intake.holding FOR SELECT TO desk_notify_worker USING (true);
"""


def upgrade() -> None:
    """Let notify ask: an id and a time, nothing of the message."""
    run_sql(_PRESENT)
