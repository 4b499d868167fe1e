"""The narrow view of cases that the balance is drawn from."""

from shared.messaging.install import run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_VIEW = """
CREATE INDEX desk_case_opened ON routing.desk_case (opened_at);
CREATE VIEW routing.balance_case AS
    SELECT case_id, proposal_id, desk_id, receipt, opened_at FROM routing.desk_case;
GRANT SELECT ON routing.balance_case TO desk_operations_worker, desk_operations_web;
"""


def upgrade() -> None:
    """Open the view to operations: ids and a number, nothing of the idea."""
    run_sql(_VIEW)
