"""What a proposer gave is never shown to a guest of a municipality, whoever asks for it."""

from shared.messaging.install import run_sql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_NEVER = """
CREATE POLICY never_for_guests ON intake.document AS RESTRICTIVE FOR SELECT TO desk_intake_web, desk_routing_web USING (
    NOT (SELECT coalesce(
        'municipality' = ANY (string_to_array(current_setting('desk.roles', true), ',')), false))
);
"""


def upgrade() -> None:
    """Close the documents of proposals to guests."""
    run_sql(_NEVER)
