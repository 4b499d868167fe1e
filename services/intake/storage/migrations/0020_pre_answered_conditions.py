"""A note on the page of a proposal knows which conditions it asks about, and what was said to them."""

from shared.database.roles import web
from shared.messaging.install import run_sql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SAID = """
ALTER TABLE intake.proposer_note ADD COLUMN conditions_id uuid, ADD COLUMN agreed boolean;
-- Until now a note with an offer was the conditions themselves.
UPDATE intake.proposer_note SET conditions_id = note_id WHERE offer_id IS NOT NULL;
GRANT UPDATE (agreed) ON intake.proposer_note TO {web};
"""


def upgrade() -> None:
    """Add the conditions and the answer."""
    run_sql(_SAID.format(web=web("intake")))
