"""The draft of an act goes once the act waits no more; what was sent back stays without whom to write to."""

from shared.messaging.install import run_sql

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

# SECURITY DEFINER: whoever ends what waits takes away this one draft, and may delete no other document and no key.
_DROP = """
CREATE POLICY owner_drops ON routing.document TO desk_routing USING (kind = 'held_act');
CREATE FUNCTION routing.drop_held_act(which uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM routing.document
        WHERE document_id = which AND kind = 'held_act'
        -- A worker acts for every desk.
        AND (desk_id = current_setting('desk.desk', true) OR coalesce(current_setting('desk.kind', true), '') = '')
    ) OR EXISTS (SELECT 1 FROM routing.desk_case WHERE held_content_id = which) THEN
        RETURN;
    END IF;
    DELETE FROM routing.document_key WHERE document_id = which;
    DELETE FROM routing.document WHERE document_id = which;
END $$;
REVOKE EXECUTE ON FUNCTION routing.drop_held_act(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION routing.drop_held_act(uuid) TO desk_routing_worker, desk_routing_web;
"""

# What was let go before, and what was sent back with whom to write to.
_OF_BEFORE = """
ALTER TABLE routing.case_history NO FORCE ROW LEVEL SECURITY;
CREATE TEMPORARY TABLE gone ON COMMIT DROP AS
    SELECT (data ->> 'content_id')::uuid AS document_id FROM routing.case_history
    WHERE type = 'case.act_released.v1' OR (type = 'case.act_sent_back.v1' AND data ->> 'act' = 'offer');
ALTER TABLE routing.case_history FORCE ROW LEVEL SECURITY;
DELETE FROM routing.document_key WHERE document_id IN (SELECT document_id FROM gone);
DELETE FROM routing.document WHERE document_id IN (SELECT document_id FROM gone);
"""


def upgrade() -> None:
    """Add the function and take away the drafts of before."""
    run_sql(_DROP)
    run_sql(_OF_BEFORE)
