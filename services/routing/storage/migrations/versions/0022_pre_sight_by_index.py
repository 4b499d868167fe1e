"""What a department may see is looked up by index, whatever the number of its cases."""

from shared.messaging.install import run_sql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# Of which desk's case a row is stands in the row itself, so that its policy asks no other table. The database fills it
# in: nobody who writes says it, and code that does not know it goes on.
_DESK = """
ALTER TABLE routing.case_access ADD COLUMN desk_id text;
ALTER TABLE routing.case_access NO FORCE ROW LEVEL SECURITY;
UPDATE routing.case_access a SET desk_id = c.desk_id FROM routing.desk_case c WHERE c.case_id = a.case_id;
ALTER TABLE routing.case_access FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.case_access ALTER COLUMN desk_id SET NOT NULL;
CREATE FUNCTION routing.desk_of_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    NEW.desk_id := (SELECT c.desk_id FROM routing.desk_case c WHERE c.case_id = NEW.case_id);
    RETURN NEW;
END $$;
CREATE TRIGGER case_access_desk BEFORE INSERT OR UPDATE OF case_id, desk_id ON routing.case_access
    FOR EACH ROW EXECUTE FUNCTION routing.desk_of_access();
"""

# The same question as before, whose plan the session keeps: it is asked of each row that is written.
_MAY_SEE = """
CREATE OR REPLACE FUNCTION routing.may_see(which uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    RETURN current_setting('desk.kind', true) = 'staff' AND EXISTS (
        SELECT 1 FROM routing.desk_case c
        WHERE c.case_id = which AND c.desk_id = current_setting('desk.desk', true)
        AND (
            string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']
            OR (c.proposing <> '' AND c.proposing = current_setting('desk.department', true))
            OR EXISTS (
                SELECT 1 FROM routing.case_access a
                WHERE a.case_id = which AND a.department = current_setting('desk.department', true)
            )
        )
    );
END $$;
"""

# The same as may_see(), which is asked only where a department looks at what another one was asked. What depends on
# the reader alone is asked once a statement; the planner looks up by it what it would otherwise compare row by row.
_ACCESS = """
ALTER POLICY web_sees ON routing.case_access USING (
    desk_id = (SELECT current_setting('desk.desk', true))
    AND (SELECT current_setting('desk.kind', true) = 'staff') AND (
        (SELECT string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'])
        OR department = (SELECT current_setting('desk.department', true))
        OR routing.may_see(case_id)
    )
);
"""

# OFFSET 0: asked for each line that is looked at. Without it the planner reads all a department has for a page of it.
_CASES = """
ALTER POLICY web_sees ON routing.desk_case USING (
    desk_id = (SELECT current_setting('desk.desk', true))
    AND (SELECT current_setting('desk.kind', true) = 'staff') AND (
        (SELECT string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'])
        OR (proposing <> '' AND proposing = (SELECT current_setting('desk.department', true)))
        OR EXISTS (
            SELECT FROM routing.case_access a
            WHERE a.case_id = desk_case.case_id AND a.department = (SELECT current_setting('desk.department', true))
            OFFSET 0
        )
    )
);
"""

# What belongs to a case is seen with it. Only by staff: the holder of a link sees the case, but not all of these.
_OF_A_CASE = """
ALTER POLICY web_sees ON routing.{t} USING (
    (SELECT current_setting('desk.kind', true) = 'staff')
    AND EXISTS (SELECT FROM routing.desk_case c WHERE c.case_id = {t}.case_id OFFSET 0)
);
"""
_BELONGING = (
    "offer",
    "case_history",
    "case_words",
    "protection",
    "offer_look",
    "question",
    "case_clock",
    "clock_step",
    "forgotten_case",
)

# For the look at what was forgotten: answers nobody has dealt with are few, those that were are all there ever came.
_WAITING = """
CREATE INDEX reply_waiting ON routing.reply (received_at) WHERE handled_at IS NULL;
"""


def upgrade() -> None:
    """Add the desk to each row of access, and say anew who sees what."""
    run_sql(_DESK)
    run_sql(_MAY_SEE)
    run_sql(_ACCESS)
    run_sql(_CASES)
    for table in _BELONGING:
        run_sql(_OF_A_CASE.format(t=table))
    run_sql(_WAITING)
