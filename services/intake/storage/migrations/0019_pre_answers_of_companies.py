"""An answer to a mail may be that of a company that was asked: then it names the offer."""

from shared.messaging.install import run_sql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    run_sql("ALTER TABLE intake.reply ADD COLUMN offer_id uuid;")
