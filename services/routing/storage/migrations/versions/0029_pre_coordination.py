"""A case goes on into the work and to its end: the form of cooperation, the project, and what colleagues may learn."""

from shared.messaging.install import run_sql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE routing.desk_case
    ADD COLUMN decline_lesson_id uuid,
    ADD COLUMN cooperation text,
    ADD COLUMN cooperation_decided boolean,
    ADD COLUMN cooperation_decision_id uuid,
    ADD COLUMN cooperation_day date,
    ADD COLUMN cooperation_agreement text,
    ADD COLUMN project_id uuid,
    ADD COLUMN starts_on date;
"""

# The second lock on the table of transitions; a test compares it with the first, in the domain.
_TRANSITIONS = """
CREATE OR REPLACE FUNCTION routing.check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'a version only grows' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.stage <> OLD.stage AND (OLD.stage || '>' || NEW.stage) NOT IN ({pairs}) THEN
        RAISE EXCEPTION 'no way from % to %', OLD.stage, NEW.stage USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
_PAIRS = (
    "confirming>declined",
    "confirming>merged",
    "confirming>offered",
    "confirming>referred",
    "confirming>waiting_for_proposer",
    "confirming>withdrawn",
    "coordinating>declined",
    "coordinating>implementing",
    "coordinating>withdrawn",
    "declined>confirming",
    "implementing>completed",
    "implementing>withdrawn",
    "merged>confirming",
    "offered>declined",
    "offered>merged",
    "offered>referred",
    "offered>reviewing",
    "offered>withdrawn",
    "received>confirming",
    "received>declined",
    "received>merged",
    "received>referred",
    "received>waiting_for_proposer",
    "received>withdrawn",
    "referred>confirming",
    "reviewing>coordinating",
    "reviewing>declined",
    "reviewing>merged",
    "reviewing>referred",
    "reviewing>withdrawn",
    "waiting_for_proposer>confirming",
    "waiting_for_proposer>declined",
    "waiting_for_proposer>merged",
    "waiting_for_proposer>referred",
    "waiting_for_proposer>withdrawn",
    "withdrawn>confirming",
)

# Every department of the desk may read what was learned, and nothing else of a case it was not asked about.
_LESSONS = """
CREATE TABLE routing.case_lesson (
    lesson_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    desk_id text NOT NULL,
    stage text NOT NULL,
    words text NOT NULL,
    told_at timestamptz NOT NULL
);
CREATE INDEX case_lesson_case ON routing.case_lesson (case_id);
CREATE INDEX case_lesson_desk ON routing.case_lesson (desk_id, told_at);
GRANT SELECT, INSERT ON routing.case_lesson TO desk_routing_worker, desk_routing_web;
ALTER TABLE routing.case_lesson ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.case_lesson FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.case_lesson TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_reads ON routing.case_lesson FOR SELECT TO desk_routing_web USING (
    desk_id = current_setting('desk.desk', true) AND current_setting('desk.kind', true) = 'staff'
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'department', 'administrator']);
CREATE POLICY web_writes ON routing.case_lesson FOR INSERT TO desk_routing_web WITH CHECK (routing.may_see(case_id));
CREATE POLICY owner_forgets ON routing.case_lesson TO desk_routing USING (true);
"""

# A trigger, so that no way of destroying a key can forget it.
_FORGOTTEN = """
CREATE FUNCTION routing.forget_lessons() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM routing.case_lesson WHERE case_id = NEW.keeper_id;
    RETURN NULL;
END $$;
CREATE TRIGGER decided_key_destroyed AFTER UPDATE OF wrapped_key ON routing.keeper
    FOR EACH ROW WHEN (NEW.kind = 'case_decided' AND NEW.wrapped_key IS NULL)
    EXECUTE FUNCTION routing.forget_lessons();
"""


def upgrade() -> None:
    """Let a case say more of itself, go on to its end, and leave something behind."""
    run_sql(_COLUMNS)
    run_sql(_TRANSITIONS.format(pairs=", ".join(f"'{pair}'" for pair in _PAIRS)))
    run_sql(_LESSONS)
    run_sql(_FORGOTTEN)
