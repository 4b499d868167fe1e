"""The narrow view of counted cases that the balance is drawn from."""

from shared.messaging.install import run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_VIEW = """
CREATE VIEW publication.balance_counted AS SELECT case_id FROM publication.public_case;
GRANT SELECT ON publication.balance_counted TO desk_operations_worker, desk_operations_web;
"""


def upgrade() -> None:
    """Open the view to operations: ids only."""
    run_sql(_VIEW)
