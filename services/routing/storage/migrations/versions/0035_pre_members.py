"""Municipalities take part in cases: what each sees of one, and what is never theirs to see."""

from shared.messaging.install import run_sql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE routing.case_member (
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    municipality text NOT NULL,
    desk_id text NOT NULL,
    state text NOT NULL,
    due date NOT NULL,
    note_id uuid NOT NULL,
    department text,
    of_all boolean NOT NULL,
    reason_id uuid,
    by_desk boolean NOT NULL,
    invited_at timestamptz NOT NULL,
    answered_at timestamptz,
    left_at timestamptz,
    PRIMARY KEY (case_id, municipality)
);
CREATE INDEX case_member_municipality ON routing.case_member (municipality, case_id);
CREATE TRIGGER case_member_desk BEFORE INSERT OR UPDATE OF case_id, desk_id ON routing.case_member
    FOR EACH ROW EXECUTE FUNCTION routing.desk_of_access();
GRANT SELECT, INSERT, UPDATE ON routing.case_member TO desk_routing_worker, desk_routing_web;
GRANT SELECT (case_id, municipality, state) ON routing.case_member TO desk_notify_worker;
ALTER TABLE routing.case_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.case_member FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.case_member TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY owner_looks ON routing.case_member FOR SELECT TO desk_routing USING (true);
CREATE POLICY notify_asks ON routing.case_member FOR SELECT TO desk_notify_worker USING (true);
CREATE POLICY owner_looks_at_what_happened ON routing.case_history FOR SELECT TO desk_routing USING (true);
"""

# A guest of a municipality is that alone (see the accounts), so the one role says who asks.
_WHO_ASKS = """
CREATE FUNCTION routing.is_guest() RETURNS boolean LANGUAGE sql STABLE
    SET search_path = pg_catalog AS $$
    SELECT coalesce('municipality' = ANY (string_to_array(current_setting('desk.roles', true), ',')), false)
$$;
CREATE FUNCTION routing.takes_part(which uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    RETURN current_setting('desk.kind', true) = 'staff' AND routing.is_guest() AND EXISTS (
        SELECT 1 FROM routing.case_member m
        WHERE m.case_id = which AND m.desk_id = current_setting('desk.desk', true)
        AND m.municipality = current_setting('desk.department', true) AND m.state IN ('invited', 'joined')
    );
END $$;
"""

# The row of the case itself is seen by whoever was ever invited: that it took part stays its own to know.
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
            OR (routing.is_guest() AND EXISTS (
                SELECT 1 FROM routing.case_member m
                WHERE m.case_id = which AND m.municipality = current_setting('desk.department', true)
            ))
        )
    );
END $$;
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
        OR ((SELECT routing.is_guest()) AND EXISTS (
            SELECT FROM routing.case_member m
            WHERE m.case_id = desk_case.case_id AND m.municipality = (SELECT current_setting('desk.department', true))
            OFFSET 0
        ))
    )
);
"""

# Who takes part has to carry the whole list of members on when it acts; who is gone knows its own line alone.
_MEMBERS = """
CREATE POLICY web_sees ON routing.case_member TO desk_routing_web USING (
    desk_id = (SELECT current_setting('desk.desk', true))
    AND (SELECT current_setting('desk.kind', true) = 'staff')
    AND CASE WHEN (SELECT routing.is_guest())
        THEN municipality = (SELECT current_setting('desk.department', true)) OR routing.takes_part(case_id)
        ELSE (SELECT string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'])
            OR routing.may_see(case_id) END
) WITH CHECK (
    routing.may_see(case_id)
    AND (NOT routing.is_guest() OR municipality = current_setting('desk.department', true))
);
"""

# The machine needs these while a municipality acts, as long as it takes part: codes, days and states.
_WHILE_PART = """
CREATE POLICY guests_while_they_take_part ON routing.{t} AS RESTRICTIVE TO desk_routing_web
    USING (NOT (SELECT routing.is_guest()) OR routing.takes_part(case_id){or_else});
"""
# Its own part of what happened stays a municipality's to read.
_ITS_OWN = " OR data ->> 'municipality' = (SELECT current_setting('desk.department', true))"
_PART = {"offer": "", "case_history": _ITS_OWN, "case_clock": "", "question": "", "task": ""}

_NEVER = """
CREATE POLICY never_for_guests ON routing.{t} AS RESTRICTIVE TO desk_routing_web
    USING (NOT (SELECT routing.is_guest()));
"""
_HIDDEN = (
    "case_lesson",
    "case_access",
    "case_words",
    "case_terms",
    "case_link",
    "clock_step",
    "forgotten_case",
    "lesson",
    "lesson_term",
    "likeness",
    "note_opened",
    "offer_look",
    "protection",
    "reply",
)

# What of the office's words a municipality may open: the abstract and its invitations while it takes part, what is
# written to it then, and at all times what it wrote itself.
_DOCUMENTS = """
CREATE FUNCTION routing.shown_to_guest() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT array_remove(array_agg(d.document_id), NULL)
    FROM routing.case_member m
    JOIN routing.desk_case c ON c.case_id = m.case_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.state IN ('invited', 'joined') THEN c.abstract_id END AS document_id
        UNION ALL SELECT CASE WHEN m.state IN ('invited', 'joined') THEN m.note_id END
        UNION ALL
        SELECT (h.data ->> CASE WHEN h.type = 'case.note_written.v1' THEN 'note_id' ELSE 'reason_id' END)::uuid
        FROM routing.case_history h
        WHERE h.case_id = m.case_id AND h.data ->> 'municipality' = m.municipality AND (
            (h.type = 'case.note_written.v1'
                AND (m.state IN ('invited', 'joined') OR (h.data -> 'by_municipality') = 'true'::jsonb))
            OR h.type = 'case.municipality_declined.v1'
            OR (h.type = 'case.municipality_left.v1' AND (h.data -> 'by_desk') = 'false'::jsonb)
        )
    ) d
    WHERE routing.is_guest() AND m.desk_id = current_setting('desk.desk', true)
        AND m.municipality = current_setting('desk.department', true)
$$;
CREATE POLICY guests_open_what_is_for_them ON routing.document AS RESTRICTIVE FOR SELECT TO desk_routing_web USING (
    NOT (SELECT routing.is_guest()) OR document_id = ANY ((SELECT routing.shown_to_guest())::uuid[])
);
"""


def upgrade() -> None:
    """Add the members, and say of every table that belongs to a case what a guest may see of it."""
    run_sql(_TABLE)
    run_sql(_WHO_ASKS)
    run_sql(_MAY_SEE)
    run_sql(_MEMBERS)
    for table, or_else in _PART.items():
        run_sql(_WHILE_PART.format(t=table, or_else=or_else))
    for table in _HIDDEN:
        run_sql(_NEVER.format(t=table))
    run_sql(_DOCUMENTS)
