"""The ledger: what lives beside cases or longer than one, with its history and its days."""

from shared.messaging.install import run_sql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE routing.ledger_item (
    item_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    kind text NOT NULL,
    number text NOT NULL,
    state text NOT NULL,
    title text NOT NULL,
    departments text[] NOT NULL,
    lead text,
    is_open boolean NOT NULL,
    scheme_version integer NOT NULL,
    version integer NOT NULL,
    head_hash bytea NOT NULL,
    begun_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (desk_id, number)
);
CREATE INDEX ledger_item_listed ON routing.ledger_item (desk_id, kind, begun_at, item_id);
CREATE TABLE routing.ledger_history (
    item_id uuid NOT NULL REFERENCES routing.ledger_item (item_id),
    version integer NOT NULL,
    event_id uuid NOT NULL UNIQUE,
    type text NOT NULL,
    actor text NOT NULL,
    rule_version text NOT NULL,
    occurred_at timestamptz NOT NULL,
    data jsonb NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (item_id, version)
);
CREATE TRIGGER ledger_history_append_only BEFORE UPDATE OR DELETE ON routing.ledger_history
    FOR EACH ROW EXECUTE FUNCTION routing.refuse_change();
CREATE TABLE routing.ledger_counter (
    desk_id text NOT NULL,
    kind text NOT NULL,
    fiscal_year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (desk_id, kind, fiscal_year)
);
CREATE TABLE routing.ledger_due (
    item_id uuid NOT NULL REFERENCES routing.ledger_item (item_id),
    what text NOT NULL,
    day date NOT NULL,
    remind_on date NOT NULL,
    department text,
    told_soon boolean NOT NULL DEFAULT false,
    told_over boolean NOT NULL DEFAULT false,
    PRIMARY KEY (item_id, what, day)
);
CREATE INDEX ledger_due_untold ON routing.ledger_due (remind_on) WHERE NOT told_over;
CREATE TABLE routing.ledger_case (
    item_id uuid NOT NULL REFERENCES routing.ledger_item (item_id),
    case_id uuid NOT NULL REFERENCES routing.desk_case (case_id),
    PRIMARY KEY (item_id, case_id)
);
CREATE INDEX ledger_case_case ON routing.ledger_case (case_id);
CREATE TABLE routing.ledger_under (
    item_id uuid NOT NULL REFERENCES routing.ledger_item (item_id),
    number text NOT NULL,
    PRIMARY KEY (item_id, number)
);
CREATE INDEX ledger_under_number ON routing.ledger_under (number);
"""

# The desk and its administrators see all of their desk, a department what it is in charge of and what is open.
_ITEM = """
GRANT SELECT, INSERT, UPDATE ON routing.ledger_item TO desk_routing_worker, desk_routing_web;
ALTER TABLE routing.ledger_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_item FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.ledger_item TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.ledger_item TO desk_routing_web USING (
    desk_id = (SELECT current_setting('desk.desk', true))
    AND (SELECT current_setting('desk.kind', true) = 'staff') AND (
        (SELECT string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'])
        OR (is_open AND (SELECT string_to_array(current_setting('desk.roles', true), ',') && ARRAY['department']))
        OR (SELECT current_setting('desk.department', true)) = ANY (departments)
    )
) WITH CHECK (
    desk_id = (SELECT current_setting('desk.desk', true)) AND (SELECT current_setting('desk.kind', true) = 'staff')
);
"""

_OF_AN_ITEM = """
GRANT SELECT, INSERT{more} ON routing.{t} TO desk_routing_worker, desk_routing_web;
ALTER TABLE routing.{t} ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.{t} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.{t} TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON routing.{t} TO desk_routing_web
    USING (EXISTS (SELECT FROM routing.ledger_item i WHERE i.item_id = {t}.item_id OFFSET 0))
    WITH CHECK ((SELECT current_setting('desk.kind', true) = 'staff'));
"""

_COUNTER = """
GRANT SELECT, INSERT, UPDATE ON routing.ledger_counter TO desk_routing_worker, desk_routing_web;
"""


def upgrade() -> None:
    """Create the tables with their rights."""
    run_sql(_TABLES)
    run_sql(_ITEM)
    run_sql(_OF_AN_ITEM.format(t="ledger_history", more=""))
    for table in ("ledger_due", "ledger_case", "ledger_under"):
        run_sql(_OF_AN_ITEM.format(t=table, more=", UPDATE, DELETE"))
    run_sql(_COUNTER)
