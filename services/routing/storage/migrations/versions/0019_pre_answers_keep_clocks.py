"""While a body answers through its link, the clock of the case is counted on as after every other act."""

from shared.messaging.install import run_sql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ANSWERING = """
CREATE POLICY answering ON routing.case_clock TO desk_routing_web
    USING (current_setting('desk.kind', true) = 'answering' AND case_id = routing.offered_case())
    WITH CHECK (current_setting('desk.kind', true) = 'answering' AND case_id = routing.offered_case());
"""


def upgrade() -> None:
    """Let an answer count the clock on."""
    run_sql(_ANSWERING)
