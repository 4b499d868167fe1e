"""A municipality that takes part reads what is owed while both sides coordinate."""

from shared.messaging.install import run_sql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_SHOWN = """
CREATE POLICY owner_looks ON routing.task FOR SELECT TO desk_routing USING (true);
CREATE FUNCTION routing.owed_before_guest() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT array_agg(t.words_id)
    FROM routing.case_member m JOIN routing.task t ON t.case_id = m.case_id
    WHERE routing.is_guest() AND m.desk_id = current_setting('desk.desk', true)
        AND m.municipality = current_setting('desk.department', true) AND m.state = 'joined'
$$;
ALTER POLICY guests_open_what_is_for_them ON routing.document USING (
    NOT (SELECT routing.is_guest())
    OR document_id = ANY ((SELECT routing.shown_to_guest())::uuid[])
    OR document_id = ANY ((SELECT routing.owed_before_guest())::uuid[])
);
"""


def upgrade() -> None:
    """Open the words of milestones, procedures and to-dos to those that joined."""
    run_sql(_SHOWN)
