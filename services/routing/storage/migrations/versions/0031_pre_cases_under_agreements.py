"""The cases under an agreement are found without looking through all of them."""

from shared.messaging.install import run_sql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    run_sql(
        """
CREATE INDEX desk_case_agreement ON routing.desk_case (desk_id, cooperation_agreement)
    WHERE cooperation_agreement IS NOT NULL;
"""
    )
