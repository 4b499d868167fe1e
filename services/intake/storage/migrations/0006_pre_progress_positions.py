"""How far `intake.progress` has come with the cases it knew before it went through a gate.

Until now the reader noted the newest version of a case it had heard, and never heard a change of access at all. So
where it stands is an estimate, written as a negative number: up to there everything is old news, and the first fact
after it follows whatever its number. What lies between was either a change of access, which moves no page, or is one
of the late facts that the old reader acknowledged without effect as well. From that first fact on no gap is passed.

The reconciler sends again what is unhandled, since a gated reader begins at the beginning: old changes of access come
as old news and are noted as handled. A proposal without a case has no position; its case begins at version 1. A case
that old processes open after this migration and before they end is seen from its second fact on as one with a gap; it
waits until the reconciler finds nothing to send, and is parked after a day, for a person.
"""

from shared.database.roles import owner
from shared.messaging.install import run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SEED = """
CREATE POLICY positions_look ON intake.progress FOR SELECT TO {owner} USING (true);
INSERT INTO intake.reader_position (reader, aggregate_id, version)
    SELECT 'intake.progress', case_id, -max(case_version) FROM intake.progress
    WHERE case_id IS NOT NULL AND case_version > 0 GROUP BY case_id
    ON CONFLICT DO NOTHING;
DROP POLICY positions_look ON intake.progress;
"""


def upgrade() -> None:
    """Note an estimated position for every case a proposer's page knows."""
    run_sql(_SEED.format(owner=owner("intake")))
