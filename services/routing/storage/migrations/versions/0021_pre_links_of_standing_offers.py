"""A link opens what is for its offer only while the body is asked: not after a recall, and not in a later round."""

from shared.messaging.install import run_sql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# What was said last to the body, and what it said itself, stay for it to read.
_SHOWN = """
CREATE OR REPLACE FUNCTION routing.shown_to_addressee() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT array_remove(
        ARRAY[o.closing_id, CASE WHEN o.verdict IS NOT NULL THEN o.reason_id END]
        || CASE WHEN o.round = c.round AND o.state IN ('asked', 'taken_up', 'judged') THEN
            ARRAY[c.abstract_id, o.note_id, CASE WHEN o.state IN ('taken_up', 'judged') THEN o.released_id END]
            || ARRAY(SELECT q.asked_id FROM routing.question q WHERE q.offer_id = o.offer_id)
            || ARRAY(SELECT q.words_id FROM routing.question q WHERE q.case_id = o.case_id AND q.round = o.round)
            || ARRAY(SELECT q.answer_id FROM routing.question q WHERE q.case_id = o.case_id AND q.round = o.round)
        END,
        NULL)
    FROM routing.offer o JOIN routing.desk_case c ON c.case_id = o.case_id
    WHERE o.party_id IS NOT NULL AND o.offer_id::text = current_setting('desk.offer', true)
$$;
"""
# A question is seen by whoever may read its answer, and by who asked it.
_QUESTIONS = """
ALTER POLICY addressee_looks ON routing.question USING (
    current_setting('desk.kind', true) = 'addressee' AND case_id = routing.offered_case()
    AND (answer_id = ANY (routing.shown_to_addressee()) OR asked_id = ANY (routing.shown_to_addressee())));
"""


def upgrade() -> None:
    """Close what a link opens once its offer is gone or its round is over."""
    run_sql(_SHOWN)
    run_sql(_QUESTIONS)
