"""The case, its offers, its history and the organisation."""

from shared.documents.install import install_documents_v1, let_read
from shared.documents.kinds import MAY_OPEN
from shared.messaging.install import install_messaging_v1, run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE routing.scheme_version (
    desk_id text NOT NULL,
    version integer NOT NULL,
    content jsonb NOT NULL,
    applied_by text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (desk_id, version)
);
CREATE TABLE routing.department (
    desk_id text NOT NULL,
    code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    successor text,
    name text NOT NULL,
    kana text NOT NULL,
    bureau text NOT NULL,
    extension text NOT NULL,
    duties text[] NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (desk_id, code, valid_from)
);
CREATE TABLE routing.desk_case (
    case_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    proposal_id uuid NOT NULL UNIQUE,
    receipt text NOT NULL,
    direction text NOT NULL,
    proposer_kind text NOT NULL,
    channel text NOT NULL,
    stage text NOT NULL,
    confirmed boolean NOT NULL,
    officer uuid,
    abstract_id uuid,
    classification text NOT NULL,
    correlation_id uuid NOT NULL,
    scheme_version integer NOT NULL,
    next_day date NOT NULL,
    version integer NOT NULL,
    head_hash bytea NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stage_since timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (desk_id, receipt)
);
CREATE INDEX desk_case_stage ON routing.desk_case (desk_id, stage, case_id);
CREATE TABLE routing.case_access (
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    department text NOT NULL,
    taken_up boolean NOT NULL,
    PRIMARY KEY (case_id, department)
);
CREATE INDEX case_access_department ON routing.case_access (department, case_id);
CREATE TABLE routing.offer (
    offer_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    department text NOT NULL,
    lead boolean NOT NULL,
    due date NOT NULL,
    state text NOT NULL,
    verdict text,
    reason_id uuid,
    suggested_department text,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    answered_at timestamptz
);
CREATE INDEX offer_case ON routing.offer (case_id);
CREATE TABLE routing.case_history (
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    version integer NOT NULL,
    event_id uuid NOT NULL UNIQUE,
    type text NOT NULL,
    actor text NOT NULL,
    rule_version text NOT NULL,
    occurred_at timestamptz NOT NULL,
    data jsonb NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (case_id, version)
);
CREATE TABLE routing.case_words (
    case_id uuid PRIMARY KEY REFERENCES routing.desk_case (case_id),
    title text NOT NULL,
    proposer text NOT NULL
);
CREATE TABLE routing.suggestion (
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    rank integer NOT NULL,
    department text NOT NULL,
    share double precision NOT NULL,
    reasons jsonb NOT NULL,
    PRIMARY KEY (case_id, rank)
);
CREATE TABLE routing.protection (
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    subject text NOT NULL,
    handling text NOT NULL,
    agreement_id uuid,
    agreed_by_proposer_at timestamptz,
    agreed_by_desk_at timestamptz,
    PRIMARY KEY (case_id, subject)
);
"""

# The second lock on the table of transitions; the first is in the domain.
_TRANSITIONS = """
CREATE FUNCTION routing.check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'a version only grows' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.stage <> OLD.stage AND (OLD.stage || '>' || NEW.stage) NOT IN (
        'received>confirming', 'confirming>offered', 'offered>reviewing'
    ) THEN
        RAISE EXCEPTION 'no way from % to %', OLD.stage, NEW.stage USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER desk_case_transition BEFORE UPDATE ON routing.desk_case
    FOR EACH ROW EXECUTE FUNCTION routing.check_transition();
CREATE TRIGGER case_history_append_only BEFORE UPDATE OR DELETE ON routing.case_history
    FOR EACH ROW EXECUTE FUNCTION routing.refuse_change();
"""

_RIGHTS = """
GRANT SELECT, INSERT ON routing.scheme_version, routing.department TO desk_routing_worker;
GRANT SELECT ON routing.scheme_version, routing.department TO desk_routing_web;
GRANT SELECT ON routing.department TO desk_notify_worker, desk_notify_web;
GRANT SELECT, INSERT, UPDATE ON routing.desk_case, routing.offer, routing.protection
    TO desk_routing_worker, desk_routing_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON routing.case_access TO desk_routing_worker, desk_routing_web;
GRANT SELECT, INSERT ON routing.case_history TO desk_routing_worker, desk_routing_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON routing.case_words, routing.suggestion TO desk_routing_worker;
GRANT UPDATE ON routing.department TO desk_routing_worker;
GRANT SELECT ON routing.case_words, routing.suggestion TO desk_routing_web;
"""

_GUARDED = ("desk_case", "case_access", "offer", "case_history", "case_words", "suggestion", "protection")

_POLICIES = """
ALTER TABLE routing.{t} ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.{t} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.{t} TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.{t} TO desk_routing_web USING (routing.may_see({t}.case_id))
    WITH CHECK (routing.may_see({t}.case_id));
"""

# SECURITY DEFINER, because the policies of desk_case and case_access ask these tables themselves.
_MAY_SEE = """
CREATE FUNCTION routing.may_see(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT current_setting('desk.kind', true) = 'staff' AND EXISTS (
        SELECT 1 FROM routing.desk_case c
        WHERE c.case_id = which AND c.desk_id = current_setting('desk.desk', true)
        AND (
            string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']
            OR EXISTS (
                SELECT 1 FROM routing.case_access a
                WHERE a.case_id = which AND a.department = current_setting('desk.department', true)
            )
        )
    )
$$;
CREATE POLICY owner_looks ON routing.desk_case FOR SELECT TO desk_routing USING (true);
CREATE POLICY owner_looks ON routing.case_access FOR SELECT TO desk_routing USING (true);
"""


def upgrade() -> None:
    """Create the tables, their rights and their guards."""
    install_messaging_v1("routing")
    install_documents_v1("routing")
    run_sql(_TABLES)
    run_sql(_TRANSITIONS)
    run_sql(_MAY_SEE)
    for table in _GUARDED:
        run_sql(_POLICIES.format(t=table))
    run_sql(_RIGHTS)
    let_read("routing", "notify", MAY_OPEN["routing"]["notify"])
