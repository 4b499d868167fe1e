"""Which other departments were asked of what one sees: a department's lists by another one are read by index."""

from shared.messaging.install import run_sql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

# Only ever more than holds now: a list asks case_access and offer themselves, and finds by this where to look.
_TABLE = """
CREATE TABLE routing.case_together (
    desk_id text NOT NULL,
    department text NOT NULL,
    other text NOT NULL,
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    PRIMARY KEY (desk_id, department, other, case_id)
);
GRANT SELECT ON routing.case_together TO desk_routing_worker, desk_routing_web;
ALTER TABLE routing.case_together ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.case_together FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.case_together TO desk_routing_worker USING (true);
CREATE POLICY owner_writes ON routing.case_together TO desk_routing USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.case_together FOR SELECT TO desk_routing_web USING (
    (SELECT current_setting('desk.kind', true) = 'staff' AND NOT routing.is_guest())
    AND EXISTS (SELECT FROM routing.desk_case c WHERE c.case_id = case_together.case_id OFFSET 0)
);
"""

# Written by the database, whoever lets a department see a case, so that code which does not know it goes on. Whoever
# proposes, or judges for a call, is no addressee, but sees the case all the same.
_BESIDE = """
INSERT INTO routing.case_together (desk_id, department, other, case_id)
    SELECT c.desk_id, one.department, other.department, c.case_id
    FROM (SELECT DISTINCT case_id FROM {asked}) asked
    JOIN routing.desk_case c ON c.case_id = asked.case_id
    JOIN routing.offer other ON other.case_id = c.case_id AND other.department IS NOT NULL
    CROSS JOIN LATERAL (
        SELECT o.department FROM routing.offer o WHERE o.case_id = c.case_id AND o.department IS NOT NULL
        UNION SELECT a.department FROM routing.case_access a WHERE a.case_id = c.case_id
        UNION SELECT c.proposing WHERE c.proposing <> ''
    ) one
    WHERE one.department <> other.department
    ON CONFLICT DO NOTHING;
"""
_KEPT = """
CREATE FUNCTION routing.keep_together() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    {beside}
    RETURN NULL;
END $$;
CREATE TRIGGER offer_together AFTER INSERT ON routing.offer REFERENCING NEW TABLE AS asked
    FOR EACH STATEMENT EXECUTE FUNCTION routing.keep_together();
CREATE TRIGGER access_together AFTER INSERT ON routing.case_access REFERENCING NEW TABLE AS asked
    FOR EACH STATEMENT EXECUTE FUNCTION routing.keep_together();
"""

# Lists of which hardly any case of a department, or of an officer, is one.
_RARE = """
CREATE INDEX offer_led ON routing.offer (department, case_id) WHERE lead;
CREATE INDEX desk_case_officer_next_day ON routing.desk_case (desk_id, officer, next_day, case_id)
    WHERE stage NOT IN ('completed', 'declined', 'merged', 'referred', 'withdrawn');
"""


def upgrade() -> None:
    """Create the table, fill it with what was asked until now, and let the database keep it."""
    run_sql(_TABLE)
    run_sql(_BESIDE.format(asked="routing.offer"))
    run_sql(_KEPT.format(beside=_BESIDE.format(asked="asked")))
    run_sql(_RARE)
