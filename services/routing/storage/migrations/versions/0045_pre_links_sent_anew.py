"""Links of offers that are sent anew: each has a number, and the one before it is dead."""

from shared.messaging.install import run_sql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_LINKS = """
ALTER TABLE routing.offer ADD COLUMN link integer NOT NULL DEFAULT 1 CHECK (link > 0);
GRANT SELECT (link) ON routing.offer TO desk_notify_worker;
"""


def upgrade() -> None:
    """Add the number; links that were sent before are the first of their offers."""
    run_sql(_LINKS)
