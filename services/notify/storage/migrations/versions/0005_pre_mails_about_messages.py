"""Mails about messages that are no proposal yet, and mails that need not be sent any more."""

from shared.messaging.install import run_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MAILS = """
ALTER TABLE notify.mail_send
    ADD COLUMN raw_id uuid,
    ALTER COLUMN proposal_id DROP NOT NULL,
    ALTER COLUMN receipt DROP NOT NULL,
    DROP CONSTRAINT mail_send_state_known;
ALTER TABLE notify.mail_send
    ADD CONSTRAINT mail_send_about_one_thing CHECK (num_nonnulls(proposal_id, raw_id) = 1),
    ADD CONSTRAINT mail_send_state_known
        CHECK (state IN ('created', 'sending', 'sent', 'deferred', 'failed', 'unknown', 'bounced', 'needless'));
"""


def upgrade() -> None:
    """Widen the table of mails."""
    run_sql(_MAILS)
