"""What proposers are asked about the publication of their cases, and what they answered on their pages."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_ASKED = """
CREATE TABLE intake.publication_asked (
    publication_id uuid NOT NULL,
    proposal_id uuid NOT NULL REFERENCES intake.proposal (proposal_id),
    desk_id text NOT NULL,
    number text NOT NULL,
    draft integer NOT NULL,
    content_id uuid NOT NULL,
    pictures uuid[] NOT NULL,
    fields text[] NOT NULL,
    note_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    due date NOT NULL,
    settled boolean NOT NULL,
    answered_at timestamptz,
    refused text[],
    PRIMARY KEY (publication_id, proposal_id)
);
CREATE INDEX publication_asked_proposal ON intake.publication_asked (proposal_id, asked_at);
GRANT SELECT, INSERT, UPDATE ON intake.publication_asked TO {worker};
GRANT SELECT, UPDATE (answered_at, refused) ON intake.publication_asked TO {web};
ALTER TABLE intake.publication_asked ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.publication_asked FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.publication_asked TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY proposer_reads ON intake.publication_asked FOR SELECT TO {web} USING ({own});
CREATE POLICY proposer_answers ON intake.publication_asked FOR UPDATE TO {web} USING ({own});
"""
_OWN = "current_setting('desk.kind', true) = 'proposer' AND proposal_id::text = current_setting('desk.proposal', true)"


def upgrade() -> None:
    """Create the rows."""
    run_sql(_ASKED.format(worker=worker("intake"), web=web("intake"), own=_OWN))
