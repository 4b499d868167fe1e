"""What cases are compared by: digests under the installation's key."""

from shared.messaging.install import run_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_LIKENESS = """
CREATE TABLE routing.likeness (
    case_id uuid PRIMARY KEY REFERENCES routing.desk_case (case_id),
    desk_id text NOT NULL,
    essence bytea,
    marks integer NOT NULL
);
CREATE INDEX likeness_essence ON routing.likeness (desk_id, essence);
CREATE TABLE routing.likeness_mark (
    case_id uuid NOT NULL REFERENCES routing.likeness (case_id) ON DELETE CASCADE,
    mark bigint NOT NULL,
    desk_id text NOT NULL,
    PRIMARY KEY (case_id, mark)
);
CREATE INDEX likeness_mark_of ON routing.likeness_mark (desk_id, mark, case_id);
GRANT SELECT, INSERT, DELETE ON routing.likeness, routing.likeness_mark TO desk_routing_worker;
GRANT SELECT ON routing.likeness, routing.likeness_mark TO desk_routing_web;
"""

# Digests are compared across all cases of a desk, so the case is not asked row by row; what is shown of a case found
# by them comes from its own rows, which are guarded case by case.
_POLICIES = """
ALTER TABLE routing.{t} ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.{t} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.{t} TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_compares ON routing.{t} FOR SELECT TO desk_routing_web USING (
    (SELECT current_setting('desk.kind', true)) = 'staff'
    AND desk_id = (SELECT current_setting('desk.desk', true)));
"""


def upgrade() -> None:
    """Create the rows."""
    run_sql(_LIKENESS)
    for table in ("likeness", "likeness_mark"):
        run_sql(_POLICIES.format(t=table))
