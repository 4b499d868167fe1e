"""What the list of cases is filtered and sorted by."""

from shared.messaging.install import run_sql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE routing.desk_case
    ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN unled boolean NOT NULL DEFAULT false;
"""

# What is known of the cases there are; no new version of them, and no act of a person.
_KNOWN = """
ALTER TABLE routing.desk_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.offer NO FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.case_history NO FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.desk_case DISABLE TRIGGER desk_case_transition;
UPDATE routing.desk_case c SET
    changed_at = coalesce(
        (SELECT h.occurred_at FROM routing.case_history h WHERE h.case_id = c.case_id ORDER BY h.version DESC LIMIT 1),
        c.stage_since
    ),
    unled = coalesce((SELECT NOT bool_or(o.lead) FROM routing.offer o WHERE o.case_id = c.case_id), false);
ALTER TABLE routing.desk_case ENABLE TRIGGER desk_case_transition;
ALTER TABLE routing.case_history FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.offer FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.desk_case FORCE ROW LEVEL SECURITY;
"""

_INDEXES = """
CREATE INDEX desk_case_newest ON routing.desk_case (desk_id, case_id);
CREATE INDEX desk_case_next_day ON routing.desk_case (desk_id, next_day, case_id)
    WHERE stage NOT IN ('completed', 'declined', 'merged', 'referred', 'withdrawn');
CREATE INDEX desk_case_changed ON routing.desk_case (desk_id, changed_at, case_id);
CREATE INDEX desk_case_officer ON routing.desk_case (desk_id, officer, case_id);
CREATE INDEX desk_case_proposer_kind ON routing.desk_case (desk_id, proposer_kind, case_id);
CREATE INDEX desk_case_to_parties ON routing.desk_case (desk_id, case_id) WHERE direction = 'to_parties';
CREATE INDEX desk_case_unled ON routing.desk_case (desk_id, case_id) WHERE unled;
"""

# The same as may_see(), in a form the planner looks into: asked of every row of a list, a function is too slow, and
# behind it no index is used. What depends on the reader alone is asked once.
_SEEN = """
ALTER POLICY web_sees ON routing.desk_case USING (
    desk_id = current_setting('desk.desk', true) AND (SELECT current_setting('desk.kind', true) = 'staff') AND (
        (SELECT string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'])
        OR (proposing <> '' AND proposing = current_setting('desk.department', true))
        OR EXISTS (
            SELECT FROM routing.case_access a
            WHERE a.case_id = desk_case.case_id AND a.department = current_setting('desk.department', true)
        )
    )
);
ALTER POLICY web_sees ON routing.case_words USING (
    EXISTS (SELECT FROM routing.desk_case c WHERE c.case_id = case_words.case_id)
);
"""


def upgrade() -> None:
    """Add the columns, fill them from what is known, and index what lists ask for."""
    run_sql(_COLUMNS)
    run_sql(_KNOWN)
    run_sql(_INDEXES)
    run_sql(_SEEN)
