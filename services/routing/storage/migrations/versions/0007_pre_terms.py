"""The terms of each case, from which departments are ranked whenever somebody looks at it."""

from shared.messaging.install import run_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Unlike the row of the case itself, its words are not for a department that has yet to take the case up.
_TERMS = """
CREATE TABLE routing.case_terms (
    case_id uuid PRIMARY KEY REFERENCES routing.desk_case (case_id),
    desk_id text NOT NULL,
    terms text[] NOT NULL,
    reading integer NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON routing.case_terms TO desk_routing_worker;
GRANT SELECT ON routing.case_terms TO desk_routing_web;
ALTER TABLE routing.case_terms ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.case_terms FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.case_terms TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_reads ON routing.case_terms FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true) AND (
        string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']
        OR EXISTS (
            SELECT FROM routing.case_access a WHERE a.case_id = case_terms.case_id AND a.taken_up
            AND a.department = current_setting('desk.department', true)
        )
    )
);
"""


def upgrade() -> None:
    """Create the table; the ranked departments stay where the code before this one keeps them."""
    run_sql(_TERMS)
