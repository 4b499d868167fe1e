"""Companies that were chosen for a department's wish are asked by their link what may be published of it."""

from shared.messaging.install import run_sql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE routing.publication_question (
    question_id uuid PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES routing.ledger_item (item_id),
    offer_id uuid NOT NULL REFERENCES routing.offer (offer_id),
    desk_id text NOT NULL,
    number text NOT NULL,
    draft integer NOT NULL,
    content_id uuid NOT NULL,
    pictures uuid[] NOT NULL,
    fields text[] NOT NULL,
    note_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    due date NOT NULL,
    release_at timestamptz,
    settled boolean NOT NULL,
    answered_at timestamptz,
    refused text[],
    shown_since timestamptz,
    withdrawn_at timestamptz,
    UNIQUE (item_id, offer_id)
);
CREATE INDEX publication_question_offer ON routing.publication_question (offer_id, asked_at);
GRANT SELECT, INSERT, UPDATE ON routing.publication_question TO desk_routing_worker, desk_routing_web;
ALTER TABLE routing.publication_question ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.publication_question FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.publication_question TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY owner_looks ON routing.publication_question FOR SELECT TO desk_routing USING (true);
CREATE POLICY web_sees ON routing.publication_question TO desk_routing_web
    USING (EXISTS (SELECT FROM routing.ledger_item i WHERE i.item_id = publication_question.item_id OFFSET 0))
    WITH CHECK (EXISTS (SELECT FROM routing.ledger_item i WHERE i.item_id = publication_question.item_id OFFSET 0));
"""

# Who holds the link of an offer reads what is asked of it, and answers that.
_BY_LINK = """
CREATE POLICY addressee_looks ON routing.publication_question FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) IN ('addressee', 'answering')
    AND offer_id::text = current_setting('desk.offer', true));
CREATE POLICY addressee_answers ON routing.publication_question FOR UPDATE TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'answering' AND offer_id::text = current_setting('desk.offer', true));
CREATE FUNCTION routing.drafts_before_addressee() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT array_agg(d.document_id) FROM (
        SELECT unnest(ARRAY[q.content_id, q.note_id] || q.pictures) AS document_id
        FROM routing.publication_question q WHERE q.offer_id::text = current_setting('desk.offer', true)
    ) d
$$;
CREATE POLICY addressee_reads_drafts ON routing.document FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'addressee' AND document_id = ANY (routing.drafts_before_addressee()));
"""


def upgrade() -> None:
    """Create the questions, and open to a link what it is asked about."""
    run_sql(_TABLE)
    run_sql(_BY_LINK)
