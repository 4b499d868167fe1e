"""Notify tells operators of incidents by mail, so it sees which there are; they name no case and nobody."""

from shared.messaging.install import run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SEEN = """
CREATE INDEX incident_closed_at ON operations.incident (closed_at);
GRANT SELECT (cause, service, reader, opened_at, closed_at, amount, what_can_be_done)
    ON operations.incident TO desk_notify_worker;
"""


def upgrade() -> None:
    """Let notify see them."""
    run_sql(_SEEN)
