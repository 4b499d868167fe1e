"""What routing sees of the mails to media: how each stands, by the letter it carries."""

from shared.messaging.install import run_sql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Ids, codes and times; no address and no text.
_SEEN = """
CREATE INDEX mail_send_media ON notify.mail_send (desk_id, receipt) WHERE purpose LIKE 'media%';
CREATE VIEW notify.media_mail AS
    SELECT send_id, desk_id, receipt AS number, note_id AS letter_id, recipient_ref AS contact_id, state
    FROM notify.mail_send WHERE purpose LIKE 'media%'
        AND desk_id = current_setting('desk.desk', true)
        AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'department', 'administrator'];
GRANT SELECT ON notify.media_mail TO desk_routing_web;
"""


def upgrade() -> None:
    """Open the view to the pages of routing."""
    run_sql(_SEEN)
