"""What readers ask about the present: has the organisation changed, does an offer still stand, has a case begun."""

from shared.messaging.install import run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A trigger, so that no way of changing a department can forget it; the number of the transaction, because a counter
# handed out before the commit would let somebody keep the old departments under the new number.
_CHANGE = """
CREATE TABLE routing.organisation_change (
    single boolean PRIMARY KEY DEFAULT true,
    changed_in bigint NOT NULL,
    CONSTRAINT organisation_change_single CHECK (single)
);
CREATE FUNCTION routing.note_organisation_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO routing.organisation_change (changed_in) VALUES (txid_current())
        ON CONFLICT (single) DO UPDATE SET changed_in = EXCLUDED.changed_in;
    RETURN NULL;
END $$;
CREATE TRIGGER department_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON routing.department
    FOR EACH STATEMENT EXECUTE FUNCTION routing.note_organisation_change();
GRANT SELECT ON routing.organisation_change TO desk_routing_worker, desk_routing_web;
"""

# Whoever tells a person asks first whether it still holds; ids, codes and states, nothing of the idea.
_PRESENT = """
GRANT SELECT (case_id, stage) ON routing.desk_case TO desk_notify_worker;
GRANT SELECT (offer_id, case_id, department, state) ON routing.offer TO desk_notify_worker;
CREATE POLICY notify_asks ON routing.desk_case FOR SELECT TO desk_notify_worker USING (true);
CREATE POLICY notify_asks ON routing.offer FOR SELECT TO desk_notify_worker USING (true);
"""


def upgrade() -> None:
    """Create the number, keep it, and let notify ask."""
    run_sql(_CHANGE)
    run_sql(_PRESENT)
