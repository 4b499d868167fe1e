"""The mails of one case are found by an index: before each mail leaves, it is asked whether a later one replaced it."""

from shared.messaging.install import run_sql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_INDEX = "CREATE INDEX mail_send_case ON notify.mail_send (case_id, purpose) WHERE case_id IS NOT NULL;"


def upgrade() -> None:
    """Add the index."""
    run_sql(_INDEX)
