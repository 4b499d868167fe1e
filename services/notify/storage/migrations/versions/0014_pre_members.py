"""Notify knows which municipalities are invited to a case, and which take part."""

from shared.messaging.install import run_sql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE notify.case_access ADD COLUMN invited text[] NOT NULL DEFAULT '{}',
    ADD COLUMN joined text[] NOT NULL DEFAULT '{}';
"""


def upgrade() -> None:
    """Add the columns; code that does not know them writes none."""
    run_sql(_COLUMNS)
