"""What both sides owe is reminded of, shown to companies by their link, and reported by them; links are taken back."""

from shared.messaging.install import run_sql

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_MISSING = """
ALTER TABLE routing.task ADD COLUMN missing_id uuid;
"""

# Whether a day is still owed is asked once more before anybody is told of it.
_OF_NOTIFY = """
GRANT SELECT (task_id, state, due) ON routing.task TO desk_notify_worker;
CREATE POLICY notify_asks ON routing.task FOR SELECT TO desk_notify_worker USING (true);
GRANT SELECT (due) ON routing.case_member TO desk_notify_worker;
"""

# While a company answers, the machine needs what is owed and who takes part; of what is owed, a company that was
# chosen sees what bodies outside owe.
_OF_LINK = """
CREATE POLICY answering ON routing.task TO desk_routing_web
    USING (current_setting('desk.kind', true) = 'answering' AND case_id = routing.offered_case())
    WITH CHECK (current_setting('desk.kind', true) = 'answering' AND case_id = routing.offered_case());
CREATE POLICY answering ON routing.case_member FOR SELECT TO desk_routing_web
    USING (current_setting('desk.kind', true) = 'answering' AND case_id = routing.offered_case());
CREATE FUNCTION routing.owed_by_addressee() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(t.task_id), '{}')
    FROM routing.offer o
    JOIN routing.desk_case c ON c.case_id = o.case_id AND c.round = o.round
    JOIN routing.task t ON t.case_id = o.case_id AND t.round = o.round AND t.owed_by = 'counterpart'
    WHERE o.party_id IS NOT NULL AND o.chosen AND o.offer_id::text = current_setting('desk.offer', true)
$$;
CREATE FUNCTION routing.owed_words_of_addressee() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(w.document_id) FILTER (WHERE w.document_id IS NOT NULL), '{}')
    FROM routing.task t CROSS JOIN LATERAL unnest(ARRAY[t.words_id, t.missing_id]) AS w (document_id)
    WHERE t.task_id = ANY (routing.owed_by_addressee())
$$;
CREATE POLICY addressee_looks ON routing.task FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'addressee' AND task_id = ANY (routing.owed_by_addressee()));
CREATE POLICY addressee_reads_what_is_owed ON routing.document FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'addressee' AND document_id = ANY (routing.owed_words_of_addressee()));
"""

# Agreements that go on by themselves are watched by a day of their own; those of before get it at once.
_PROLONGING = """
ALTER TABLE routing.ledger_due NO FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_history NO FORCE ROW LEVEL SECURITY;
UPDATE routing.ledger_due d SET what = 'prolonging'
WHERE d.what = 'end' AND EXISTS (
    SELECT 1 FROM routing.ledger_history h
    WHERE h.item_id = d.item_id AND h.type = 'agreement.concluded.v1' AND h.data ->> 'renewal_months' IS NOT NULL
) AND NOT EXISTS (
    SELECT 1 FROM routing.ledger_history h
    WHERE h.item_id = d.item_id AND h.type = 'agreement.renewal_declined.v1'
);
ALTER TABLE routing.ledger_due FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_history FORCE ROW LEVEL SECURITY;
"""

_LINKS = """
GRANT DELETE ON routing.case_link TO desk_routing_worker, desk_routing_web;
"""


def upgrade() -> None:
    """Open what is owed to the clock's readers and to companies by their link, and let links be taken back."""
    run_sql(_MISSING)
    run_sql(_OF_NOTIFY)
    run_sql(_OF_LINK)
    run_sql(_PROLONGING)
    run_sql(_LINKS)
