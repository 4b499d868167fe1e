"""When each telling was told, so that one still under embargo gives way to whatever is told after it."""

from shared.messaging.install import run_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Of what stands already it is not known any more: what is seen by now stays, what waits gives way to what comes next.
_TOLD = "ALTER TABLE publication.public_entry ADD COLUMN told_at timestamptz NOT NULL DEFAULT now();"


def upgrade() -> None:
    """Add when it was told."""
    run_sql(_TOLD)
