"""The department that runs a call reads its applications, and those wait for the result of the batch."""

from shared.messaging.install import run_sql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE routing.case_access ADD COLUMN asked boolean NOT NULL DEFAULT true;
ALTER TABLE routing.case_access ADD COLUMN judges boolean NOT NULL DEFAULT false;
ALTER TABLE routing.case_clock ADD COLUMN waits_until date;
"""

# The applications there are already; in these states a call judges them.
_APPLIED = """
ALTER TABLE routing.case_access NO FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_item NO FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_case NO FORCE ROW LEVEL SECURITY;
INSERT INTO routing.case_access (case_id, department, taken_up, asked, judges)
    SELECT c.case_id, d.department, false, false, true
    FROM routing.ledger_item i
    JOIN routing.ledger_case c ON c.item_id = i.item_id
    CROSS JOIN LATERAL unnest(i.departments) AS d (department)
    WHERE i.kind = 'call' AND i.state IN ('published', 'closed', 'decided', 'released')
    ON CONFLICT (case_id, department) DO UPDATE SET judges = true;
ALTER TABLE routing.case_access FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_item FORCE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_case FORCE ROW LEVEL SECURITY;
"""

# The day by which somebody acts follows from other rows as well; where nothing else moves, no version does.
_DAYS = """
DROP TRIGGER desk_case_transition ON routing.desk_case;
CREATE TRIGGER desk_case_transition BEFORE UPDATE ON routing.desk_case FOR EACH ROW
    WHEN (NEW.version <> OLD.version OR to_jsonb(NEW) - 'next_day' <> to_jsonb(OLD) - 'next_day')
    EXECUTE FUNCTION routing.check_transition();
"""


def upgrade() -> None:
    """Add the columns, and show the applications of calls that run to who judges them."""
    run_sql(_COLUMNS)
    run_sql(_DAYS)
    run_sql(_APPLIED)
