"""Since when each file has waited for a scanner that does not answer; operations sees how many do, and since when."""

from shared.database.roles import owner, web, worker
from shared.messaging.install import run_sql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_WANTED = """
CREATE POLICY operations_counts ON intake.inspection FOR SELECT TO {owner} USING (true);
CREATE POLICY inspection_seeds ON intake.inspection FOR UPDATE TO {owner} USING (true);
ALTER TABLE intake.inspection ADD COLUMN scan_wanted_since timestamptz;
UPDATE intake.inspection SET scan_wanted_since = read_at
    WHERE read_at IS NOT NULL AND scanned_at IS NULL AND next_at IS NOT NULL AND reason <> 'no_scanner';
DROP POLICY inspection_seeds ON intake.inspection;
CREATE VIEW intake.unscanned AS
    SELECT count(*) AS files, min(scan_wanted_since) AS since FROM intake.inspection
    WHERE scan_wanted_since IS NOT NULL AND next_at IS NOT NULL;
GRANT SELECT ON intake.unscanned TO {operators};
"""


def upgrade() -> None:
    """Add the column and the view, which names no file and no desk."""
    operators = ", ".join((worker("operations"), web("operations")))
    run_sql(_WANTED.format(owner=owner("intake"), operators=operators))
