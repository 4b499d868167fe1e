"""Create what the doors of the desk write into, with what each role may do to it."""

from shared.database.roles import web, worker
from shared.documents.install import install_documents_v1, let_read
from shared.documents.kinds import MAY_OPEN
from shared.messaging.install import install_messaging_v1, run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE intake.raw_message (
    raw_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    channel text NOT NULL,
    recipient text,
    received_at timestamptz NOT NULL,
    size_bytes integer NOT NULL,
    sha256 bytea NOT NULL,
    identity bytea,
    outcome text NOT NULL DEFAULT 'pending',
    outcome_detail text,
    duplicate_of uuid REFERENCES intake.raw_message (raw_id),
    proposal_id uuid,
    settled_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    forced boolean NOT NULL DEFAULT false,
    parse_attempts smallint NOT NULL DEFAULT 0,
    leased_until timestamptz,
    UNIQUE (desk_id, identity),
    CONSTRAINT raw_message_outcome_known CHECK (
        outcome IN ('pending', 'case', 'reply', 'held', 'spam', 'duplicate', 'machine', 'not_for_us')),
    CONSTRAINT raw_message_case_has_proposal CHECK ((outcome = 'case') = (proposal_id IS NOT NULL)),
    CONSTRAINT raw_message_duplicate_of_one CHECK ((outcome = 'duplicate') = (duplicate_of IS NOT NULL))
);
CREATE INDEX raw_message_pending ON intake.raw_message (received_at) WHERE outcome = 'pending';
CREATE INDEX raw_message_received ON intake.raw_message (desk_id, received_at);
CREATE TABLE intake.proposal (
    proposal_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    receipt text NOT NULL,
    raw_id uuid NOT NULL UNIQUE REFERENCES intake.raw_message (raw_id),
    channel text NOT NULL,
    proposer_kind text NOT NULL,
    department text,
    link_generation integer NOT NULL DEFAULT 1,
    answerable boolean NOT NULL,
    classification text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (desk_id, receipt)
);
CREATE TABLE intake.protection (
    protection_id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES intake.proposal (proposal_id),
    desk_id text NOT NULL,
    field_key text,
    document_id uuid REFERENCES intake.document (document_id),
    reason_document_id uuid REFERENCES intake.document (document_id),
    created_at timestamptz NOT NULL,
    CONSTRAINT protection_of_one_thing CHECK ((field_key IS NULL) <> (document_id IS NULL))
);
CREATE INDEX protection_proposal ON intake.protection (proposal_id);
CREATE TABLE intake.receipt_counter (
    desk_id text NOT NULL,
    fiscal_year smallint NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (desk_id, fiscal_year)
);
CREATE TABLE intake.idempotency_key (
    client text NOT NULL,
    key text NOT NULL,
    request_sha256 bytea NOT NULL,
    response jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (client, key)
);
CREATE TABLE intake.holding (
    raw_id uuid PRIMARY KEY REFERENCES intake.raw_message (raw_id),
    desk_id text NOT NULL,
    reason text NOT NULL,
    held_at timestamptz NOT NULL,
    proposer_kind text,
    decision text,
    decided_by uuid,
    decided_at timestamptz,
    reason_document_id uuid REFERENCES intake.document (document_id),
    CONSTRAINT holding_decision_whole CHECK (
        (decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX holding_open ON intake.holding (desk_id, held_at) WHERE decision IS NULL;
CREATE TABLE intake.draft (
    draft_id uuid PRIMARY KEY,
    wrapped_key bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX draft_expires ON intake.draft (expires_at);
CREATE TABLE intake.draft_file (
    file_id uuid PRIMARY KEY,
    draft_id uuid NOT NULL REFERENCES intake.draft (draft_id) ON DELETE CASCADE,
    media_type text NOT NULL,
    size_bytes integer NOT NULL,
    sealed_name bytea NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX draft_file_draft ON intake.draft_file (draft_id);
CREATE TABLE intake.progress (
    proposal_id uuid PRIMARY KEY REFERENCES intake.proposal (proposal_id),
    desk_id text NOT NULL,
    receipt text NOT NULL,
    case_id uuid,
    case_version integer NOT NULL DEFAULT 0,
    stage text NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (desk_id, receipt)
);
"""

_RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON intake.raw_message, intake.holding, intake.progress TO {worker};
GRANT SELECT, INSERT, UPDATE ON intake.receipt_counter TO {worker}, {web};
GRANT SELECT, INSERT ON intake.proposal, intake.protection TO {worker}, {web};
GRANT SELECT, INSERT ON intake.idempotency_key TO {web};
GRANT SELECT, DELETE ON intake.idempotency_key TO {worker};
GRANT SELECT, INSERT, UPDATE, DELETE ON intake.draft, intake.draft_file TO {web};
GRANT SELECT, DELETE ON intake.draft, intake.draft_file TO {worker};
GRANT SELECT, INSERT ON intake.raw_message, intake.holding, intake.progress TO {web};
GRANT UPDATE (outcome, outcome_detail, settled_at, version, forced, parse_attempts, leased_until)
    ON intake.raw_message TO {web};
GRANT UPDATE (decision, decided_by, decided_at, reason_document_id) ON intake.holding TO {web};
GRANT SELECT ON intake.proposal TO {readers};
GRANT SELECT (raw_id, desk_id, channel, received_at, outcome, outcome_detail, settled_at)
    ON intake.raw_message TO {operators};
CREATE POLICY operators_count ON intake.raw_message FOR SELECT TO {operators} USING (true);
"""

_SECURED = """
ALTER TABLE intake.{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.{table} TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY door_writes ON intake.{table} FOR INSERT TO {web}
    WITH CHECK (current_setting('desk.kind', true) = 'door');
CREATE POLICY desk_reads ON intake.{table} FOR SELECT TO {web} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']);
"""

_DECIDED = """
CREATE POLICY desk_decides ON intake.{table} FOR UPDATE TO {web} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ',')));
"""

_OF_PROPOSER = """
CREATE POLICY proposer_reads ON intake.{table} FOR SELECT TO {web} USING (
    current_setting('desk.kind', true) = 'proposer'
    AND proposal_id::text = current_setting('desk.proposal', true));
"""

_OF_OTHER_SERVICES = """
CREATE POLICY workers_read ON intake.proposal FOR SELECT TO {reading_workers} USING (true);
CREATE POLICY pages_read ON intake.proposal FOR SELECT TO {reading_webs} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true));
"""

_DRAFTS = """
ALTER TABLE intake.{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.{table} TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY door_all ON intake.{table} TO {web} USING (current_setting('desk.kind', true) = 'door')
    WITH CHECK (current_setting('desk.kind', true) = 'door');
"""


def upgrade() -> None:
    """Create the tables and grant the least each role needs."""
    install_messaging_v1("intake")
    install_documents_v1("intake", staff_roles=("desk", "administrator"))
    run_sql(_TABLES)
    names = {
        "worker": worker("intake"),
        "web": web("intake"),
        "readers": ", ".join((worker("routing"), web("routing"), worker("notify"), web("notify"))),
        "reading_workers": ", ".join((worker("routing"), worker("notify"))),
        "reading_webs": ", ".join((web("routing"), web("notify"))),
        "operators": ", ".join((worker("operations"), web("operations"))),
    }
    for table in ("raw_message", "proposal", "protection", "holding", "progress"):
        run_sql(_SECURED.format(table=table, **names))
    for table in ("raw_message", "holding"):
        run_sql(_DECIDED.format(table=table, **names))
    for table in ("proposal", "protection", "progress"):
        run_sql(_OF_PROPOSER.format(table=table, **names))
    for table in ("draft", "draft_file"):
        run_sql(_DRAFTS.format(table=table, **names))
    run_sql(_RIGHTS.format(**names))
    run_sql(_OF_OTHER_SERVICES.format(**names))
    for reader in ("routing", "notify"):
        let_read("intake", reader, MAY_OPEN["intake"][reader])
