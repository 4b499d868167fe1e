"""Records of other lists and systems, mappings of lists, and what came of taking lists in.

No idea, name or address stands in these rows: a record by a hash of its name there, a line by its number.
"""

from shared.database.roles import web
from shared.messaging.install import run_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE intake.proposal ADD COLUMN acknowledge boolean NOT NULL DEFAULT true;
CREATE TABLE intake.source_record (
    desk_id text NOT NULL,
    source text NOT NULL,
    key bytea NOT NULL,
    raw_id uuid NOT NULL REFERENCES intake.raw_message (raw_id),
    content_sha256 bytea NOT NULL,
    receipt text,
    proposal_id uuid,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (desk_id, source, key)
);
CREATE TABLE intake.import_mapping (
    desk_id text NOT NULL,
    name text NOT NULL,
    mapping jsonb NOT NULL,
    saved_by uuid NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (desk_id, name)
);
CREATE TABLE intake.import_run (
    run_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    draft_id uuid,
    plan text NOT NULL,
    file_sha256 bytea NOT NULL,
    acknowledge boolean NOT NULL,
    started_by uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    taken integer NOT NULL DEFAULT 0,
    known integer NOT NULL DEFAULT 0,
    wrong integer NOT NULL DEFAULT 0,
    lines jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX import_run_started ON intake.import_run (desk_id, started_at);
"""

_SECURED = """
ALTER TABLE intake.{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY desk_reads ON intake.{table} FOR SELECT TO {web} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']);
"""

_OF_DESK = """
CREATE POLICY desk_writes ON intake.{table} FOR {act} TO {web} {check} (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ',')));
"""

_RIGHTS = """
CREATE POLICY door_all ON intake.source_record TO {web} USING (current_setting('desk.kind', true) = 'door')
    WITH CHECK (current_setting('desk.kind', true) = 'door');
GRANT SELECT, INSERT ON intake.source_record, intake.import_mapping, intake.import_run TO {web};
GRANT UPDATE (mapping, saved_by, saved_at) ON intake.import_mapping TO {web};
GRANT UPDATE (ended_at, taken, known, wrong, lines) ON intake.import_run TO {web};
"""

# Whoever is not to be told cannot be missing among those who were.
_VIEW = """
CREATE OR REPLACE VIEW intake.balance_proposal AS
    SELECT proposal_id, raw_id, desk_id, receipt, answerable AND acknowledge AS answerable, created_at
    FROM intake.proposal;
"""


def upgrade() -> None:
    """Create the tables, let the desk write its own rows, and the doors note the records."""
    run_sql(_TABLES)
    for table in ("source_record", "import_mapping", "import_run"):
        run_sql(_SECURED.format(table=table, web=web("intake")))
    for table in ("import_mapping", "import_run"):
        run_sql(_OF_DESK.format(table=table, act="INSERT", check="WITH CHECK", web=web("intake")))
        run_sql(
            _OF_DESK.format(table=table, act="UPDATE", check="USING", web=web("intake")).replace(
                "desk_writes", "desk_changes"
            )
        )
    run_sql(_RIGHTS.format(web=web("intake")))
    run_sql(_VIEW)
