"""The registry of bodies that propose; the desk keeps it, and a department sees none of it."""

from shared.messaging.install import run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE routing.party (
    party_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    kind text NOT NULL,
    corporate_number text CONSTRAINT party_number_has_thirteen_digits CHECK (corporate_number ~ '^[0-9]{13}$'),
    state text NOT NULL,
    merged_into uuid REFERENCES routing.party (party_id),
    survivor_id uuid NOT NULL REFERENCES routing.party (party_id),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (desk_id, corporate_number),
    CONSTRAINT party_speaks_for_itself CHECK ((merged_into IS NULL) = (survivor_id = party_id))
);
CREATE INDEX party_survivor ON routing.party (survivor_id);
CREATE TABLE routing.party_name (
    name_id uuid PRIMARY KEY,
    party_id uuid NOT NULL REFERENCES routing.party (party_id),
    desk_id text NOT NULL,
    name text NOT NULL,
    kana text NOT NULL DEFAULT '',
    matching text NOT NULL,
    standing text NOT NULL,
    valid_from date,
    valid_to date,
    case_id uuid REFERENCES routing.desk_case (case_id)
);
CREATE INDEX party_name_matching ON routing.party_name (desk_id, matching);
CREATE INDEX party_name_party ON routing.party_name (party_id);
CREATE TABLE routing.case_party (
    case_id uuid PRIMARY KEY REFERENCES routing.desk_case (case_id),
    desk_id text NOT NULL,
    party_id uuid REFERENCES routing.party (party_id),
    found text NOT NULL,
    name text NOT NULL,
    domain_digest bytea
);
CREATE INDEX case_party_party ON routing.case_party (party_id);
CREATE INDEX case_party_domain ON routing.case_party (desk_id, domain_digest);
CREATE TABLE routing.party_act (
    act_id uuid PRIMARY KEY,
    party_id uuid NOT NULL REFERENCES routing.party (party_id),
    desk_id text NOT NULL,
    act text NOT NULL,
    other_id uuid,
    before text,
    after text,
    reason_id uuid,
    account_id uuid NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX party_act_party ON routing.party_act (party_id);
CREATE INDEX party_act_other ON routing.party_act (other_id);
CREATE TRIGGER party_act_append_only BEFORE UPDATE OR DELETE ON routing.party_act
    FOR EACH ROW EXECUTE FUNCTION routing.refuse_change();
"""

_RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON routing.party, routing.party_name, routing.case_party
    TO desk_routing_worker, desk_routing_web;
GRANT DELETE ON routing.party, routing.party_name, routing.case_party TO desk_routing_worker;
GRANT SELECT ON routing.party_act TO desk_routing_worker;
GRANT SELECT, INSERT ON routing.party_act TO desk_routing_web;
"""

_POLICIES = """
ALTER TABLE routing.{t} ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.{t} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.{t} TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_keeps ON routing.{t} TO desk_routing_web USING ({desk}) WITH CHECK ({desk});
"""

_OF_THE_DESK = """current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']"""

# The contacts of a party are documents of routing: a department of the same desk opens none of them.
_CONTACTS = """
CREATE POLICY contacts_for_the_desk ON routing.document AS RESTRICTIVE FOR SELECT TO desk_routing_web USING (
    kind <> 'contact'
    OR string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']);
"""


def upgrade() -> None:
    """Create the registry, its rights and its guards."""
    run_sql(_TABLES)
    run_sql(_RIGHTS)
    for table in ("party", "party_name", "case_party", "party_act"):
        run_sql(_POLICIES.format(t=table, desk=_OF_THE_DESK))
    run_sql(_CONTACTS)
