"""The media a desk hands its press releases to; a proposer opens the draft that is published of the proposal."""

from shared.documents.install import let_read_more
from shared.documents.kinds import DocumentKind
from shared.messaging.install import run_sql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_MEDIA = """
CREATE TABLE routing.medium (
    medium_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    contact_id uuid NOT NULL,
    added_at timestamptz NOT NULL,
    removed_at timestamptz
);
CREATE INDEX medium_desk ON routing.medium (desk_id);
GRANT SELECT, INSERT ON routing.medium TO desk_routing_worker, desk_routing_web;
GRANT UPDATE (removed_at) ON routing.medium TO desk_routing_worker, desk_routing_web;
ALTER TABLE routing.medium ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.medium FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.medium TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.medium TO desk_routing_web USING (
    desk_id = (SELECT current_setting('desk.desk', true))
    AND (SELECT current_setting('desk.kind', true) = 'staff')
    AND (SELECT string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'department'])
);
"""

# The page of a proposal opens what is to be published of this one proposal, once its proposer is asked.
_ASKED = """
CREATE FUNCTION routing.is_published_of_proposal(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT current_setting('desk.kind', true) = 'proposer' AND EXISTS (
        SELECT 1 FROM routing.ledger_case l JOIN routing.desk_case c ON c.case_id = l.case_id
        WHERE l.item_id = which AND c.proposal_id::text = current_setting('desk.proposal', true)
    )
$$;
CREATE POLICY proposer_reads_drafts ON routing.document FOR SELECT TO desk_intake_web USING (
    kind IN ('public', 'picture') AND routing.is_published_of_proposal(keeper_id));
"""


def upgrade() -> None:
    """Create the rows, and open what proposers are asked about."""
    run_sql(_MEDIA)
    let_read_more("routing", "intake", {DocumentKind.NOTE_TO_PROPOSER, DocumentKind.PUBLIC, DocumentKind.PICTURE})
    run_sql(_ASKED)
