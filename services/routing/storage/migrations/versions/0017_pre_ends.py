"""Cases that belong together, what a proposer's page has shown, and the words of the office on that page."""

from shared.documents.install import let_read
from shared.documents.kinds import DocumentKind
from shared.messaging.install import run_sql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE routing.case_link (
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    other_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    kind text NOT NULL,
    desk_id text NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, other_id, kind),
    CONSTRAINT case_link_two CHECK (case_id <> other_id)
);
CREATE INDEX case_link_other ON routing.case_link (other_id);
CREATE TABLE routing.note_opened (
    note_id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL,
    opened_at timestamptz NOT NULL
);
CREATE INDEX note_opened_proposal ON routing.note_opened (proposal_id);
GRANT SELECT, INSERT ON routing.case_link TO desk_routing_worker, desk_routing_web;
GRANT SELECT, INSERT ON routing.note_opened TO desk_routing_worker;
GRANT SELECT ON routing.note_opened TO desk_routing_web;
ALTER TABLE routing.case_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.case_link FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.note_opened ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.note_opened FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.case_link TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.case_link TO desk_routing_web
    USING (routing.may_see(case_id) AND routing.may_see(other_id))
    WITH CHECK (routing.may_see(case_id) AND routing.may_see(other_id));
CREATE POLICY worker_all ON routing.note_opened TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.note_opened FOR SELECT TO desk_routing_web USING (
    EXISTS (SELECT 1 FROM routing.desk_case c WHERE c.proposal_id = note_opened.proposal_id));
"""

# The page of a proposal opens what the office told its proposer, of the case of this one proposal and no other.
_TOLD = """
CREATE FUNCTION routing.is_of_proposal(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT current_setting('desk.kind', true) = 'proposer' AND EXISTS (
        SELECT 1 FROM routing.desk_case c
        WHERE c.case_id = which AND c.proposal_id::text = current_setting('desk.proposal', true)
    )
$$;
CREATE POLICY proposer_reads ON routing.document FOR SELECT TO desk_intake_web USING (
    kind = 'note_to_proposer' AND routing.is_of_proposal(keeper_id));
"""


def upgrade() -> None:
    """Create the rows, and open the office's words to the page of who is told."""
    run_sql(_TABLES)
    let_read("routing", "intake", {DocumentKind.NOTE_TO_PROPOSER})
    run_sql(_TOLD)
