"""A call may be closed before its last day."""

from shared.messaging.install import run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CLOSED = """
ALTER TABLE publication.public_entry ADD COLUMN closed boolean NOT NULL DEFAULT false;
GRANT SELECT (closed) ON publication.public_entry TO desk_publication_web;
"""


def upgrade() -> None:
    """Add whether it is closed whatever its days say."""
    run_sql(_CLOSED)
