"""By what lists of the ledger find an item beside its state."""

from shared.messaging.install import run_sql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the marks, and the index by which they are found."""
    run_sql("ALTER TABLE routing.ledger_item ADD COLUMN marks text[] NOT NULL DEFAULT '{}';")
    run_sql("CREATE INDEX ledger_item_marks ON routing.ledger_item USING gin (marks);")
