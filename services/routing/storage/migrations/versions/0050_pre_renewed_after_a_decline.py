"""Agreements that were renewed after somebody had declined to: they go on by themselves again."""

from shared.messaging.install import run_sql

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

# 0046 left out whatever was declined once; what counts is whether it was declined after it was renewed the last time.
_PROLONGING = """
ALTER TABLE routing.ledger_due NO FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_history NO FORCE ROW LEVEL SECURITY;
UPDATE routing.ledger_due d SET what = 'prolonging'
WHERE d.what = 'end' AND EXISTS (
    SELECT 1 FROM routing.ledger_history h
    WHERE h.item_id = d.item_id AND h.type = 'agreement.concluded.v1' AND h.data ->> 'renewal_months' IS NOT NULL
) AND (
    SELECT h.type FROM routing.ledger_history h
    WHERE h.item_id = d.item_id AND h.type IN ('agreement.renewed.v1', 'agreement.renewal_declined.v1')
    ORDER BY h.version DESC LIMIT 1
) = 'agreement.renewed.v1';
ALTER TABLE routing.ledger_due FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_history FORCE ROW LEVEL SECURITY;
"""


def upgrade() -> None:
    """Let the day on which they go on by themselves be watched."""
    run_sql(_PROLONGING)
