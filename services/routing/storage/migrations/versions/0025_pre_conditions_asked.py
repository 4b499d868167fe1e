"""An offer knows whether the desk has let the conditions of its verdict go to the proposer."""

from shared.messaging.install import run_sql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_ASKED = """
ALTER TABLE routing.offer ADD COLUMN conditions_asked boolean NOT NULL DEFAULT false;
-- Until now a verdict asked the proposer at once: what was answered, or waits, was asked.
UPDATE routing.offer SET conditions_asked = true WHERE verdict = 'conditional' AND conditions_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add whether the conditions were asked."""
    run_sql(_ASKED)
