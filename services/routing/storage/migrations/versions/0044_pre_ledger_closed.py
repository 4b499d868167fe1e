"""What is written in the ledger is seen with its item by the database, too, and each desk counts for itself."""

from shared.messaging.install import run_sql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

# Restrictive: whatever else lets somebody of the office open a document, an item they do not see stays shut. What
# depends on the reader alone is asked once a statement; the desk sees every item of its own.
_DOCUMENTS = """
CREATE POLICY ledger_as_its_item ON routing.document AS RESTRICTIVE FOR SELECT TO desk_routing_web USING (
    (SELECT current_setting('desk.kind', true) <> 'staff'
        OR string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator'])
    OR NOT EXISTS (SELECT FROM routing.keeper k WHERE k.keeper_id = document.keeper_id AND k.kind = 'ledger' OFFSET 0)
    OR EXISTS (SELECT FROM routing.ledger_item i WHERE i.item_id = document.keeper_id OFFSET 0)
);
"""

_COUNTER = """
ALTER TABLE routing.ledger_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.ledger_counter FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.ledger_counter TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_counts ON routing.ledger_counter TO desk_routing_web USING (
    desk_id = (SELECT current_setting('desk.desk', true))
    AND (SELECT current_setting('desk.kind', true) = 'staff' AND NOT routing.is_guest())
);
"""


def upgrade() -> None:
    """Say who sees what."""
    run_sql(_DOCUMENTS)
    run_sql(_COUNTER)
