"""Answers to our mails, and what a person of the desk may decide about any message, not only a held one."""

from shared.database.roles import owner, web, worker
from shared.messaging.install import run_sql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE intake.reply (
    reply_id uuid PRIMARY KEY,
    raw_id uuid NOT NULL UNIQUE REFERENCES intake.raw_message (raw_id),
    proposal_id uuid NOT NULL REFERENCES intake.proposal (proposal_id),
    desk_id text NOT NULL,
    confirmed boolean NOT NULL,
    attached text NOT NULL,
    attached_by uuid,
    received_at timestamptz NOT NULL,
    CONSTRAINT reply_attached_by_a_person CHECK ((attached = 'person') = (attached_by IS NOT NULL))
);
CREATE INDEX reply_proposal ON intake.reply (proposal_id);
CREATE TABLE intake.suggested_case (
    raw_id uuid NOT NULL REFERENCES intake.raw_message (raw_id),
    proposal_id uuid NOT NULL REFERENCES intake.proposal (proposal_id),
    desk_id text NOT NULL,
    hint text NOT NULL,
    PRIMARY KEY (raw_id, proposal_id)
);
ALTER TABLE intake.holding ADD COLUMN attach_to uuid REFERENCES intake.proposal (proposal_id);
ALTER TABLE intake.holding ADD CONSTRAINT holding_attached_to_one
    CHECK ((attach_to IS NOT NULL) = (decision IS NOT DISTINCT FROM 'attach'));
CREATE TABLE intake.decision (
    decision_id uuid PRIMARY KEY,
    raw_id uuid NOT NULL REFERENCES intake.raw_message (raw_id),
    desk_id text NOT NULL,
    decision text NOT NULL,
    decided_by uuid,
    decided_at timestamptz NOT NULL,
    reason_document_id uuid REFERENCES intake.document (document_id),
    attach_to uuid REFERENCES intake.proposal (proposal_id),
    CONSTRAINT decision_by_a_person CHECK ((decided_by IS NULL) = (decision = 'resumed'))
);
INSERT INTO intake.decision
        (decision_id, raw_id, desk_id, decision, decided_by, decided_at, reason_document_id)
    SELECT gen_random_uuid(), raw_id, desk_id, decision, decided_by, decided_at, reason_document_id
    FROM intake.holding WHERE decision IS NOT NULL;
CREATE INDEX decision_raw ON intake.decision (raw_id);
CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON intake.decision
    FOR EACH ROW EXECUTE FUNCTION intake.refuse_change();
CREATE INDEX raw_message_sorted ON intake.raw_message (desk_id, outcome, received_at)
    WHERE outcome IN ('reply', 'spam', 'duplicate', 'machine', 'not_for_us');
"""

# What is read again is inspected again.
_READ_AGAIN = """
ALTER TABLE intake.inspection DROP CONSTRAINT inspection_document_id_fkey,
    ADD CONSTRAINT inspection_document_id_fkey FOREIGN KEY (document_id)
    REFERENCES intake.document (document_id) ON DELETE CASCADE;
ALTER TABLE intake.cleaned_copy DROP CONSTRAINT cleaned_copy_original_id_fkey,
    ADD CONSTRAINT cleaned_copy_original_id_fkey FOREIGN KEY (original_id)
    REFERENCES intake.document (document_id) ON DELETE CASCADE;
"""

_RIGHTS = """
GRANT SELECT, INSERT ON intake.reply, intake.suggested_case TO {worker};
GRANT SELECT ON intake.reply, intake.suggested_case TO {web};
GRANT SELECT, INSERT ON intake.decision TO {worker}, {web};
CREATE POLICY desk_decides ON intake.decision FOR INSERT TO {web} WITH CHECK (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ',')));
GRANT UPDATE (attach_to) ON intake.holding TO {web};
GRANT UPDATE (duplicate_of) ON intake.raw_message TO {web};
GRANT DELETE ON intake.document TO {worker};
CREATE POLICY balance_looks ON intake.reply FOR SELECT TO {owner} USING (true);
"""

_SECURED = """
ALTER TABLE intake.{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.{table} TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY desk_reads ON intake.{table} FOR SELECT TO {web} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']);
"""

# A reply stands in a table of its own, too; and the balance says what waits for a person, and since when.
_VIEWS = """
CREATE OR REPLACE VIEW intake.balance_outcome AS
    SELECT raw_id, 'case' AS outcome FROM intake.proposal
    UNION ALL SELECT raw_id, 'held' FROM intake.holding WHERE decision IS NULL
    UNION ALL SELECT raw_id, 'reply' FROM intake.reply
    UNION ALL SELECT raw_id, outcome FROM intake.raw_message WHERE outcome NOT IN ('case', 'held', 'reply');
CREATE VIEW intake.balance_held AS
    SELECT raw_id, desk_id, held_at FROM intake.holding WHERE decision IS NULL;
GRANT SELECT ON intake.balance_held TO {operators};
GRANT SELECT (desk_id, held_at, decision) ON intake.holding TO {notify};
CREATE POLICY notify_counts ON intake.holding FOR SELECT TO {notify} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']);
"""


def upgrade() -> None:
    """Create the tables, widen what a decision may change, and let the others see what they may."""
    names = {
        "owner": owner("intake"),
        "worker": worker("intake"),
        "web": web("intake"),
        "notify": web("notify"),
        "operators": ", ".join((worker("operations"), web("operations"))),
    }
    run_sql(_TABLES)
    for table in ("reply", "suggested_case", "decision"):
        run_sql(_SECURED.format(table=table, **names))
    run_sql(_READ_AGAIN)
    run_sql(_RIGHTS.format(**names))
    run_sql(_VIEWS.format(**names))
