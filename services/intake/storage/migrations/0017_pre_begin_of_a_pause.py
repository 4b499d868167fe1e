"""Notify sees when a pause began: whoever writes twice meanwhile is answered once."""

from shared.messaging.install import run_sql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_GRANT = """
GRANT SELECT (begun_at) ON intake.pause TO desk_notify_worker;
"""


def upgrade() -> None:
    """Let notify read one column more."""
    run_sql(_GRANT)
