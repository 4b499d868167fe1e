"""Parties answer through a secret link: what each may see, questions and answers for all, and who looked when."""

from shared.documents.install import let_read_more
from shared.documents.kinds import MAY_OPEN
from shared.messaging.install import run_sql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE routing.offer
    ADD COLUMN contact_id uuid,
    ADD COLUMN released_id uuid,
    ADD COLUMN chosen boolean,
    ADD COLUMN closing_id uuid;
CREATE INDEX offer_party ON routing.offer (party_id) WHERE party_id IS NOT NULL;
ALTER TABLE routing.reply ADD COLUMN offer_id uuid;
CREATE TABLE routing.offer_look (
    look_id uuid PRIMARY KEY,
    offer_id uuid NOT NULL REFERENCES routing.offer (offer_id),
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    at timestamptz NOT NULL
);
CREATE INDEX offer_look_case ON routing.offer_look (case_id, offer_id);
CREATE TRIGGER offer_look_append_only BEFORE UPDATE OR DELETE ON routing.offer_look
    FOR EACH ROW EXECUTE FUNCTION routing.refuse_change();
CREATE TABLE routing.question (
    question_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    offer_id uuid NOT NULL REFERENCES routing.offer (offer_id),
    round integer NOT NULL,
    asked_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    words_id uuid,
    answer_id uuid,
    answered_at timestamptz,
    CONSTRAINT question_answered_whole CHECK (num_nonnulls(words_id, answer_id, answered_at) IN (0, 3))
);
CREATE INDEX question_case ON routing.question (case_id, asked_at);
GRANT SELECT, INSERT ON routing.offer_look TO desk_routing_worker, desk_routing_web;
GRANT SELECT, INSERT, UPDATE ON routing.question TO desk_routing_worker, desk_routing_web;
GRANT SELECT (party_id, contact_id, chosen, closing_id, round) ON routing.offer TO desk_notify_worker;
"""

# SECURITY DEFINER, because the policies of the tables these ask are what they answer for.
_OF_LINK = """
CREATE POLICY owner_looks_too ON routing.offer FOR SELECT TO desk_routing USING (true);
CREATE POLICY owner_looks ON routing.question FOR SELECT TO desk_routing USING (true);
CREATE FUNCTION routing.offered_case() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT o.case_id FROM routing.offer o
    WHERE o.party_id IS NOT NULL AND o.offer_id::text = current_setting('desk.offer', true)
$$;
CREATE FUNCTION routing.shown_to_addressee() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT array_remove(
        ARRAY[
            c.abstract_id, o.note_id, o.closing_id,
            CASE WHEN o.state IN ('taken_up', 'judged') THEN o.released_id END,
            CASE WHEN o.verdict IS NOT NULL THEN o.reason_id END
        ] || ARRAY(SELECT q.asked_id FROM routing.question q WHERE q.offer_id = o.offer_id)
          || ARRAY(SELECT q.words_id FROM routing.question q WHERE q.case_id = o.case_id AND q.round = o.round)
          || ARRAY(SELECT q.answer_id FROM routing.question q WHERE q.case_id = o.case_id AND q.round = o.round),
        NULL)
    FROM routing.offer o JOIN routing.desk_case c ON c.case_id = o.case_id
    WHERE o.party_id IS NOT NULL AND o.offer_id::text = current_setting('desk.offer', true)
$$;
"""

# Who holds the link of an offer sees that offer and what is open to all candidates: no other offer, no name.
_LOOKING = """
CREATE POLICY addressee_looks ON routing.offer FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'addressee' AND party_id IS NOT NULL
    AND offer_id::text = current_setting('desk.offer', true));
CREATE POLICY addressee_looks ON routing.desk_case FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'addressee' AND case_id = routing.offered_case());
CREATE POLICY addressee_looks ON routing.question FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'addressee' AND case_id = routing.offered_case()
    AND (answer_id IS NOT NULL OR offer_id::text = current_setting('desk.offer', true)));
CREATE POLICY addressee_reads ON routing.document FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'addressee' AND document_id = ANY (routing.shown_to_addressee()));
CREATE POLICY addressee_notes ON routing.offer_look FOR INSERT TO desk_routing_web WITH CHECK (
    current_setting('desk.kind', true) = 'addressee' AND case_id = routing.offered_case()
    AND offer_id::text = current_setting('desk.offer', true));
"""

# A department sees none of the registry but the names of those that were asked for a case it may see.
_NAMES = """
CREATE POLICY asked_are_named ON routing.party_name FOR SELECT TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'staff' AND EXISTS (
        SELECT 1 FROM routing.offer o WHERE o.party_id = party_name.party_id AND routing.may_see(o.case_id)));
"""

# While an answer is carried out the machine needs the whole case; of all this no word is shown to anybody.
_ANSWERING = """
CREATE POLICY answering ON routing.{t} TO desk_routing_web
    USING (current_setting('desk.kind', true) = 'answering' AND case_id = routing.offered_case())
    WITH CHECK (current_setting('desk.kind', true) = 'answering' AND case_id = routing.offered_case());
"""

_SECURED = """
ALTER TABLE routing.{t} ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.{t} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.{t} TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.{t} TO desk_routing_web USING (routing.may_see({t}.case_id))
    WITH CHECK (routing.may_see({t}.case_id));
"""

# To attach what a company answers by mail, intake asks of which desk's case an offer is.
_OF_INTAKE = """
GRANT USAGE ON SCHEMA routing TO desk_intake_worker;
GRANT SELECT (offer_id, case_id, party_id) ON routing.offer TO desk_intake_worker;
GRANT SELECT (case_id, desk_id, proposal_id, receipt, classification) ON routing.desk_case TO desk_intake_worker;
CREATE POLICY intake_asks ON routing.offer FOR SELECT TO desk_intake_worker USING (true);
CREATE POLICY intake_asks ON routing.desk_case FOR SELECT TO desk_intake_worker USING (true);
"""


def upgrade() -> None:
    """Create questions and looks, and open to a link what it is for."""
    run_sql(_TABLES)
    for table in ("offer_look", "question"):
        run_sql(_SECURED.format(t=table))
    run_sql(_OF_LINK)
    run_sql(_LOOKING)
    run_sql(_NAMES)
    for table in ("desk_case", "offer", "case_history", "case_access", "question"):
        run_sql(_ANSWERING.format(t=table))
    run_sql(_OF_INTAKE)
    let_read_more("routing", "notify", MAY_OPEN["routing"]["notify"])
