"""What notify asks of a case when it tells what became of it: the round, and the department whose wish it is."""

from shared.messaging.install import run_sql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Open a number and a code to who writes mails."""
    run_sql("GRANT SELECT (round, proposing) ON routing.desk_case TO desk_notify_worker;")
