"""Forums that were announced before anybody could register: routing writes down their day and what everybody reads."""

from shared.messaging.install import run_sql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# Only the migrations of routing act as its owner, and they come after those of intake.
_OF_BEFORE = """
GRANT SELECT (desk_id, number, content_id), UPDATE (content_id, held_on) ON intake.public_call TO desk_routing;
CREATE POLICY routing_tells ON intake.public_call TO desk_routing USING (true);
"""
# Of two announcements the later one is known by it.
_NEWER = """
GRANT SELECT (version) ON intake.public_call TO desk_notify_worker;
"""


def upgrade() -> None:
    """Let routing say what intake did not keep, and notify tell which announcement is the newest."""
    run_sql(_OF_BEFORE)
    run_sql(_NEWER)
