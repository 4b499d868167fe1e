"""Answers of proposers as rows of their own; notify asks which department leads, to tell it too."""

from shared.messaging.install import run_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_REPLIES = """
CREATE TABLE routing.reply (
    reply_id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL,
    desk_id text NOT NULL,
    confirmed boolean NOT NULL,
    attached text NOT NULL,
    received_at timestamptz NOT NULL,
    version integer NOT NULL
);
CREATE INDEX reply_proposal ON routing.reply (proposal_id, received_at);
GRANT SELECT, INSERT ON routing.reply TO desk_routing_worker;
GRANT SELECT ON routing.reply TO desk_routing_web;
ALTER TABLE routing.reply ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.reply FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.reply TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.reply FOR SELECT TO desk_routing_web USING (
    EXISTS (SELECT 1 FROM routing.desk_case c WHERE c.proposal_id = reply.proposal_id));
"""

_PRESENT = """
GRANT SELECT (proposal_id) ON routing.desk_case TO desk_notify_worker;
GRANT SELECT (lead) ON routing.offer TO desk_notify_worker;
"""


def upgrade() -> None:
    """Create the rows, and let notify ask: ids and codes, nothing of the idea."""
    run_sql(_REPLIES)
    run_sql(_PRESENT)
