"""Departments are ranked when a case is looked at; what was ranked before, and stored with words of it, goes."""

from shared.messaging.install import run_sql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the stored suggestions."""
    run_sql("DROP TABLE routing.suggestion;")
