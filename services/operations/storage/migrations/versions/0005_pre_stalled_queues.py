"""Whether a queue worked when it was looked at: one that has stalled shows no figures, which is not nothing."""

from shared.messaging.install import run_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what older programs write counts as working."""
    run_sql("ALTER TABLE operations.queue_sample ADD COLUMN works boolean NOT NULL DEFAULT true;")
