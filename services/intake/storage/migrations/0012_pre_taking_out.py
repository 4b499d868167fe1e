"""A person of the desk may put a mail that was sorted out into the holding box."""

from shared.database.roles import web
from shared.messaging.install import run_sql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TAKING_OUT = """
CREATE POLICY desk_takes_out ON intake.holding FOR INSERT TO {web} WITH CHECK (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ',')));
"""


def upgrade() -> None:
    """Let the desk's people add to the box."""
    run_sql(_TAKING_OUT.format(web=web("intake")))
