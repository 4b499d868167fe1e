"""How many registrations wait for a place at a forum."""

from shared.messaging.install import run_sql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WAITING = """
ALTER TABLE publication.forum_places ADD COLUMN waiting integer NOT NULL DEFAULT 0;
"""


def upgrade() -> None:
    """Add the column, which older code leaves at nobody."""
    run_sql(_WAITING)
