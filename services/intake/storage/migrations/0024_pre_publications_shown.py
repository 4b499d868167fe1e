"""What became public of a proposal stands on its page, and the moment that was agreed for it."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_SHOWN = """
ALTER TABLE intake.publication_asked ADD COLUMN release_at timestamptz;
CREATE TABLE intake.publication_shown (
    publication_id uuid NOT NULL,
    proposal_id uuid NOT NULL REFERENCES intake.proposal (proposal_id),
    desk_id text NOT NULL,
    number text NOT NULL,
    since timestamptz NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (publication_id, proposal_id)
);
CREATE INDEX publication_shown_proposal ON intake.publication_shown (proposal_id);
GRANT SELECT, INSERT, UPDATE ON intake.publication_shown TO {worker};
GRANT SELECT ON intake.publication_shown TO {web};
ALTER TABLE intake.publication_shown ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.publication_shown FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.publication_shown TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY proposer_reads ON intake.publication_shown FOR SELECT TO {web} USING (
    current_setting('desk.kind', true) = 'proposer' AND proposal_id::text = current_setting('desk.proposal', true));
"""


def upgrade() -> None:
    """Create the rows."""
    run_sql(_SHOWN.format(worker=worker("intake"), web=web("intake")))
