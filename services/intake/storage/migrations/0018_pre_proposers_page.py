"""What the office told proposers, and what they answer on their pages."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_NOTES = """
CREATE TABLE intake.proposer_note (
    note_id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES intake.proposal (proposal_id),
    desk_id text NOT NULL,
    kind text NOT NULL,
    told_at timestamptz NOT NULL,
    until date,
    offer_id uuid,
    settled boolean NOT NULL,
    opened_at timestamptz,
    answered_at timestamptz
);
CREATE INDEX proposer_note_proposal ON intake.proposer_note (proposal_id, told_at);
GRANT SELECT, INSERT, UPDATE ON intake.proposer_note TO {worker};
GRANT SELECT, UPDATE (opened_at, answered_at) ON intake.proposer_note TO {web};
ALTER TABLE intake.proposer_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.proposer_note FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.proposer_note TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY proposer_reads ON intake.proposer_note FOR SELECT TO {web} USING ({own});
CREATE POLICY proposer_answers ON intake.proposer_note FOR UPDATE TO {web} USING ({own});
"""

# Whoever has the link of a proposal may answer to it, and sees of the answers only that they are there.
_ANSWERS = """
GRANT INSERT ON intake.reply TO {web};
CREATE POLICY proposer_answers ON intake.reply FOR INSERT TO {web} WITH CHECK ({own} AND attached = 'page');
CREATE POLICY proposer_reads ON intake.reply FOR SELECT TO {web} USING ({own});
CREATE POLICY proposer_answers ON intake.raw_message FOR INSERT TO {web} WITH CHECK (
    current_setting('desk.kind', true) = 'proposer' AND channel = 'page' AND outcome = 'reply');
CREATE POLICY proposer_answers ON intake.door_entry FOR INSERT TO {web} WITH CHECK (
    current_setting('desk.kind', true) = 'proposer' AND channel = 'page');
"""
_OWN = "current_setting('desk.kind', true) = 'proposer' AND proposal_id::text = current_setting('desk.proposal', true)"


def upgrade() -> None:
    """Create the rows and let the page of a proposal write what its proposer answers."""
    names = {"worker": worker("intake"), "web": web("intake"), "own": _OWN}
    run_sql(_NOTES.format(**names))
    run_sql(_ANSWERS.format(**names))
