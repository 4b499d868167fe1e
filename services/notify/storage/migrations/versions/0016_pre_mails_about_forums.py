"""Mails to those who registered for a forum, or are invited to one, and what routing sees of them."""

from shared.messaging.install import run_sql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE notify.mail_send ADD COLUMN registration_id uuid, ADD COLUMN item_id uuid, ADD COLUMN content_id uuid,
    DROP CONSTRAINT mail_send_about_one_thing,
    ADD CONSTRAINT mail_send_about_one_thing
        CHECK (num_nonnulls(proposal_id, raw_id, account_id, registration_id, item_id) = 1);
CREATE INDEX mail_send_forum ON notify.mail_send (desk_id, receipt) WHERE purpose LIKE 'attendee%';
"""

# Ids, codes and times; no address and no text.
_SEEN = """
CREATE VIEW notify.forum_mail AS
    SELECT send_id, desk_id, receipt AS number, registration_id, recipient_ref AS contact_id, purpose, state, reason,
        created_at, settled_at
    FROM notify.mail_send WHERE purpose LIKE 'attendee%'
        AND desk_id = current_setting('desk.desk', true)
        AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'];
GRANT SELECT ON notify.forum_mail TO desk_routing_web;
"""


def upgrade() -> None:
    """Add the columns, which older code leaves empty, and open the view to the pages of routing."""
    run_sql(_COLUMNS)
    run_sql(_SEEN)
