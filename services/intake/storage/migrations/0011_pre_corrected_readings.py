"""Who corrected how a sheet was read, and when; what was written stands sealed in a document of its own."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE intake.reading_correction (
    proposal_id uuid NOT NULL REFERENCES intake.proposal (proposal_id),
    version integer NOT NULL,
    desk_id text NOT NULL,
    field_key text NOT NULL,
    document_id uuid NOT NULL REFERENCES intake.document (document_id),
    corrected_by uuid NOT NULL,
    corrected_at timestamptz NOT NULL,
    PRIMARY KEY (proposal_id, version)
);
CREATE TRIGGER reading_correction_append_only BEFORE UPDATE OR DELETE ON intake.reading_correction
    FOR EACH ROW EXECUTE FUNCTION intake.refuse_change();
ALTER TABLE intake.reading_correction ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.reading_correction FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.reading_correction TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY desk_reads ON intake.reading_correction FOR SELECT TO {web} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']);
CREATE POLICY desk_corrects ON intake.reading_correction FOR INSERT TO {web} WITH CHECK (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ',')));
GRANT SELECT, INSERT ON intake.reading_correction TO {worker}, {web};
"""

_READERS = """
CREATE POLICY proposer_reads_readings ON intake.document FOR SELECT TO {web} USING (
    kind = 'reading' AND current_setting('desk.kind', true) = 'proposer'
    AND keeper_id::text = current_setting('desk.proposal', true));
"""


def upgrade() -> None:
    """Create the table and let those who open a proposal open its corrections."""
    run_sql(_TABLE.format(worker=worker("intake"), web=web("intake")))
    run_sql(_READERS.format(web=web("intake")))
