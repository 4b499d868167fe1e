"""What colleagues may learn from projects, and a quick way to all records of one kind."""

from shared.messaging.install import run_sql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# Every department of the desk may read what was learned, and nothing else of an item it is not in charge of.
_LESSONS = """
CREATE TABLE routing.ledger_lesson (
    item_id uuid NOT NULL REFERENCES routing.ledger_item (item_id),
    version integer NOT NULL,
    desk_id text NOT NULL,
    state text NOT NULL,
    words text NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (item_id, version)
);
CREATE INDEX ledger_lesson_desk ON routing.ledger_lesson (desk_id, told_at);
GRANT SELECT, INSERT ON routing.ledger_lesson TO desk_routing_worker, desk_routing_web;
ALTER TABLE routing.ledger_lesson ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_lesson FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.ledger_lesson TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_reads ON routing.ledger_lesson FOR SELECT TO desk_routing_web USING (
    desk_id = current_setting('desk.desk', true) AND current_setting('desk.kind', true) = 'staff'
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'department', 'administrator']);
CREATE POLICY web_writes ON routing.ledger_lesson FOR INSERT TO desk_routing_web
    WITH CHECK (EXISTS (SELECT FROM routing.ledger_item i WHERE i.item_id = ledger_lesson.item_id OFFSET 0));
CREATE POLICY owner_forgets ON routing.ledger_lesson TO desk_routing USING (true);
"""

# A trigger, so that no way of destroying a key can forget it.
_FORGOTTEN = """
CREATE FUNCTION routing.forget_ledger_lessons() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM routing.ledger_lesson WHERE item_id = NEW.keeper_id;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_key_destroyed AFTER UPDATE OF wrapped_key ON routing.keeper
    FOR EACH ROW WHEN (NEW.kind = 'ledger' AND NEW.wrapped_key IS NULL)
    EXECUTE FUNCTION routing.forget_ledger_lessons();
"""

_BY_TYPE = """
CREATE INDEX ledger_history_recorded ON routing.ledger_history (type, item_id)
    WHERE type IN ('project.effect_recorded.v1', 'project.obstacle_recorded.v1');
"""


def upgrade() -> None:
    """Keep the lessons of projects readable, and find what was recorded of all projects."""
    run_sql(_LESSONS)
    run_sql(_FORGOTTEN)
    run_sql(_BY_TYPE)
