"""What was found in each attachment, and the cleaned copies that came back for some of them.

Every attachment asks for its inspection by itself, whatever door it came through: a door that forgot to ask would
leave a file that nobody looks at.
"""

from shared.database.roles import owner, web, worker
from shared.messaging.install import run_sql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE intake.inspection (
    document_id uuid PRIMARY KEY REFERENCES intake.document (document_id),
    keeper_id uuid NOT NULL,
    desk_id text NOT NULL,
    state text NOT NULL DEFAULT 'unchecked',
    reason text NOT NULL DEFAULT 'waiting',
    media_type text,
    findings text[] NOT NULL DEFAULT '{{}}',
    signature text,
    tells boolean NOT NULL DEFAULT true,
    attempts smallint NOT NULL DEFAULT 0,
    scan_attempts smallint NOT NULL DEFAULT 0,
    read_at timestamptz,
    scanned_at timestamptz,
    next_at timestamptz DEFAULT clock_timestamp(),
    CONSTRAINT inspection_state_known CHECK (state IN ('unchecked', 'checked', 'uncheckable', 'suspect'))
);
CREATE INDEX inspection_due ON intake.inspection (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX inspection_keeper ON intake.inspection (keeper_id);
CREATE TABLE intake.cleaned_copy (
    document_id uuid PRIMARY KEY REFERENCES intake.document (document_id),
    original_id uuid NOT NULL REFERENCES intake.document (document_id),
    desk_id text NOT NULL,
    returned_by uuid NOT NULL,
    returned_at timestamptz NOT NULL
);
CREATE INDEX cleaned_copy_original ON intake.cleaned_copy (original_id);
"""

# What came before is inspected too, but nothing is told of it: nobody is written to for a file of last year.
_BEFORE = """
CREATE POLICY inspection_seeds ON intake.document FOR SELECT TO {owner} USING (true);
INSERT INTO intake.inspection (document_id, keeper_id, desk_id, tells)
    SELECT document_id, keeper_id, desk_id, false FROM intake.document WHERE kind = 'attachment';
DROP POLICY inspection_seeds ON intake.document;
"""

_ASKING = """
CREATE FUNCTION intake.ask_for_inspection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO intake.inspection (document_id, keeper_id, desk_id)
        VALUES (NEW.document_id, NEW.keeper_id, NEW.desk_id);
    RETURN NULL;
END $$;
CREATE TRIGGER document_asks_for_inspection AFTER INSERT ON intake.document
    FOR EACH ROW WHEN (NEW.kind = 'attachment') EXECUTE FUNCTION intake.ask_for_inspection();
"""

_RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON intake.inspection TO {worker};
GRANT SELECT, INSERT ON intake.inspection TO {web};
GRANT SELECT, INSERT ON intake.cleaned_copy TO {worker}, {web};
GRANT SELECT ON intake.inspection, intake.cleaned_copy TO {readers};
CREATE POLICY door_asks ON intake.inspection FOR INSERT TO {web} WITH CHECK (
    current_setting('desk.kind', true) <> ''
    AND state = 'unchecked' AND reason = 'waiting' AND media_type IS NULL AND findings = '{{}}' AND signature IS NULL
    AND attempts = 0 AND scan_attempts = 0 AND read_at IS NULL AND scanned_at IS NULL);
CREATE POLICY desk_returns ON intake.cleaned_copy FOR INSERT TO {web} WITH CHECK (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ',')));
"""

_SECURED = """
ALTER TABLE intake.{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.{table} TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY desk_reads ON intake.{table} FOR SELECT TO {web} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']);
CREATE POLICY pages_read ON intake.{table} FOR SELECT TO {readers} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true));
"""


def upgrade() -> None:
    """Create the tables, ask for the inspection of what is there, and let routing see the results."""
    names = {
        "owner": owner("intake"),
        "worker": worker("intake"),
        "web": web("intake"),
        "readers": ", ".join((worker("routing"), web("routing"))),
    }
    run_sql(_TABLES.format())
    run_sql(_BEFORE.format(**names))
    run_sql(_ASKING)
    for table in ("inspection", "cleaned_copy"):
        run_sql(_SECURED.format(table=table, **names))
    run_sql(_RIGHTS.format(**names))
