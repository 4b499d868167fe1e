"""Acts whose words leave the office, and wait for a second person."""

from shared.messaging.install import run_sql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE routing.desk_case
    ADD COLUMN held_officer uuid,
    ADD COLUMN held_act text,
    ADD COLUMN held_content_id uuid;
"""


def upgrade() -> None:
    """Add the columns; the row of a case is written under the rules it has."""
    run_sql(_COLUMNS)
