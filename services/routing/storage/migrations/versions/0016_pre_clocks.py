"""How long stages last, which steps of reminding were taken, and which cases were forgotten."""

from shared.messaging.install import run_sql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE routing.case_clock (
    case_id uuid PRIMARY KEY REFERENCES routing.desk_case (case_id),
    since date NOT NULL,
    extra integer NOT NULL,
    paused_on date[] NOT NULL,
    resumed_on date[] NOT NULL,
    promised date,
    maximum date,
    counted boolean NOT NULL
);
CREATE INDEX case_clock_promised ON routing.case_clock (promised) WHERE promised IS NOT NULL;
CREATE INDEX case_clock_uncounted ON routing.case_clock (case_id) WHERE NOT counted;
CREATE TABLE routing.clock_step (
    step_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    about_id uuid NOT NULL,
    due date NOT NULL,
    step integer NOT NULL,
    taken_at timestamptz NOT NULL,
    CONSTRAINT clock_step_once UNIQUE (about_id, due, step)
);
CREATE INDEX clock_step_case ON routing.clock_step (case_id);
CREATE TABLE routing.forgotten_case (
    finding_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    cause text NOT NULL,
    found_at timestamptz NOT NULL,
    resolved_at timestamptz
);
CREATE UNIQUE INDEX forgotten_case_open ON routing.forgotten_case (case_id, cause) WHERE resolved_at IS NULL;
CREATE INDEX offer_due ON routing.offer (due) WHERE state IN ('asked', 'taken_up');
"""

_RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON routing.{t} TO desk_routing_worker;
GRANT SELECT ON routing.{t} TO desk_routing_web;
ALTER TABLE routing.{t} ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.{t} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.{t} TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.{t} TO desk_routing_web USING (routing.may_see({t}.case_id))
    WITH CHECK (routing.may_see({t}.case_id));
"""

# Whoever acts on a case moves its clock; whoever tells somebody asks first whether it is still true.
_ASKED = """
GRANT INSERT, UPDATE ON routing.case_clock TO desk_routing_web;
GRANT SELECT (waiting_until) ON routing.desk_case TO desk_notify_worker;
GRANT SELECT (due) ON routing.offer TO desk_notify_worker;
GRANT SELECT (case_id, promised) ON routing.case_clock TO desk_notify_worker;
GRANT SELECT (finding_id, resolved_at) ON routing.forgotten_case TO desk_notify_worker;
CREATE POLICY notify_asks ON routing.case_clock FOR SELECT TO desk_notify_worker USING (true);
CREATE POLICY notify_asks ON routing.forgotten_case FOR SELECT TO desk_notify_worker USING (true);
"""

# For the operators' incident: how many, and since when; no case is named.
_WAITING = """
CREATE POLICY owner_looks ON routing.forgotten_case FOR SELECT TO desk_routing USING (true);
CREATE VIEW routing.forgotten_waiting AS
    SELECT count(DISTINCT case_id) AS cases, min(found_at) AS since FROM routing.forgotten_case
    WHERE resolved_at IS NULL;
GRANT SELECT ON routing.forgotten_waiting TO desk_operations_worker, desk_operations_web;
"""

# What runs already began its stage when it entered it; the days are counted at the next look of the clock.
_BEGUN = """
INSERT INTO routing.case_clock (case_id, since, extra, paused_on, resumed_on, counted)
    SELECT case_id, (stage_since AT TIME ZONE 'Asia/Tokyo')::date, 0, '{}', '{}', false FROM routing.desk_case
    WHERE stage NOT IN ('completed', 'declined', 'merged', 'referred', 'withdrawn');
"""


def upgrade() -> None:
    """Create the tables with their rights, open what others ask, and begin the clocks of what runs."""
    run_sql(_TABLES)
    run_sql(_BEGUN)
    for table in ("case_clock", "clock_step", "forgotten_case"):
        run_sql(_RIGHTS.format(t=table))
    run_sql(_ASKED)
    run_sql(_WAITING)
