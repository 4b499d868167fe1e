"""What proposers are asked to prepare, and what they report on their pages."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TODOS = """
CREATE TABLE intake.proposer_todo (
    todo_id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES intake.proposal (proposal_id),
    desk_id text NOT NULL,
    words_id uuid NOT NULL,
    due date,
    reportable boolean NOT NULL,
    state text NOT NULL,
    missing_id uuid,
    asked_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX proposer_todo_proposal ON intake.proposer_todo (proposal_id, asked_at);
GRANT SELECT, INSERT, UPDATE ON intake.proposer_todo TO {worker};
GRANT SELECT, UPDATE (state, changed_at) ON intake.proposer_todo TO {web};
ALTER TABLE intake.proposer_todo ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.proposer_todo FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.proposer_todo TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY proposer_reads ON intake.proposer_todo FOR SELECT TO {web} USING ({own});
CREATE POLICY proposer_reports ON intake.proposer_todo FOR UPDATE TO {web} USING ({own});
"""
_OWN = "current_setting('desk.kind', true) = 'proposer' AND proposal_id::text = current_setting('desk.proposal', true)"


def upgrade() -> None:
    """Create the rows."""
    run_sql(_TODOS.format(worker=worker("intake"), web=web("intake"), own=_OWN))
