"""What is public is shown also to companies that were never asked by link; notify asks how a publication stands."""

from shared.messaging.install import run_sql

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

# Whose yes was recorded by telephone has no question before it.
_TOLD = """
ALTER TABLE routing.publication_question ALTER COLUMN content_id DROP NOT NULL;
ALTER TABLE routing.publication_question ALTER COLUMN note_id DROP NOT NULL;
ALTER TABLE routing.publication_question ALTER COLUMN due DROP NOT NULL;
"""
# A mail to media that waits is not sent once what it says was held back or withdrawn.
_ASKED = """
GRANT SELECT (item_id, kind, state) ON routing.ledger_item TO desk_notify_worker;
CREATE POLICY notify_asks ON routing.ledger_item FOR SELECT TO desk_notify_worker USING (kind = 'publication');
"""


def upgrade() -> None:
    """Let a row say no more than that something is public, and open states of publications to notify."""
    run_sql(_TOLD)
    run_sql(_ASKED)
