"""What came through the doors, counted there, and the narrow views that the balance is drawn from."""

from shared.database.roles import owner, web, worker
from shared.messaging.install import run_sql

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

# No reference to raw_message: a count that hangs on what it is to check would check nothing.
_DOOR = """
CREATE TABLE intake.door_entry (
    raw_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    channel text NOT NULL,
    accepted_at timestamptz NOT NULL
);
CREATE INDEX door_entry_accepted ON intake.door_entry (accepted_at);
CREATE INDEX proposal_created ON intake.proposal (created_at);
CREATE TRIGGER door_entry_append_only BEFORE UPDATE OR DELETE ON intake.door_entry
    FOR EACH ROW EXECUTE FUNCTION intake.refuse_change();
ALTER TABLE intake.door_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.door_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_writes ON intake.door_entry FOR INSERT TO {worker} WITH CHECK (true);
CREATE POLICY door_writes ON intake.door_entry FOR INSERT TO {web}
    WITH CHECK (current_setting('desk.kind', true) = 'door');
GRANT INSERT ON intake.door_entry TO {worker}, {web};
"""

# Where there is history, processes of the version before may go on for a while, and their doors do not count. For an
# hour the messages are counted for them, at their COMMIT; then a door that does not count is found out.
_OLD_DOORS = """
CREATE FUNCTION intake.count_at_old_door() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO intake.door_entry (raw_id, desk_id, channel, accepted_at)
        VALUES (NEW.raw_id, NEW.desk_id, NEW.channel, NEW.received_at) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
DO $$
BEGIN
    IF EXISTS (SELECT FROM intake.raw_message) THEN
        EXECUTE format(
            'CREATE CONSTRAINT TRIGGER door_entry_of_old_doors AFTER INSERT ON intake.raw_message'
            ' DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.received_at < %L)'
            ' EXECUTE FUNCTION intake.count_at_old_door()', clock_timestamp() + interval '1 hour');
    END IF;
END $$;
"""

# The owner cannot log in: its looks serve the views alone.
_OWNER = """
LOCK TABLE intake.raw_message IN SHARE ROW EXCLUSIVE MODE;
CREATE POLICY balance_looks ON intake.door_entry FOR SELECT TO {owner} USING (true);
CREATE POLICY balance_seeds ON intake.door_entry FOR INSERT TO {owner} WITH CHECK (true);
CREATE POLICY balance_looks ON intake.raw_message FOR SELECT TO {owner} USING (true);
CREATE POLICY balance_looks ON intake.proposal FOR SELECT TO {owner} USING (true);
CREATE POLICY balance_looks ON intake.holding FOR SELECT TO {owner} USING (true);
INSERT INTO intake.door_entry (raw_id, desk_id, channel, accepted_at)
    SELECT raw_id, desk_id, channel, received_at FROM intake.raw_message;
DROP POLICY balance_seeds ON intake.door_entry;
"""

# A proposal and what is held stand in tables of their own; every other outcome stands with the message.
_VIEWS = """
CREATE VIEW intake.balance_door AS
    SELECT raw_id, desk_id, channel, accepted_at FROM intake.door_entry;
CREATE VIEW intake.balance_outcome AS
    SELECT raw_id, 'case' AS outcome FROM intake.proposal
    UNION ALL SELECT raw_id, 'held' FROM intake.holding WHERE decision IS NULL
    UNION ALL SELECT raw_id, outcome FROM intake.raw_message WHERE outcome NOT IN ('case', 'held');
CREATE VIEW intake.balance_proposal AS
    SELECT proposal_id, raw_id, desk_id, receipt, answerable, created_at FROM intake.proposal;
GRANT SELECT ON intake.balance_door, intake.balance_outcome, intake.balance_proposal TO {operators};
"""


def upgrade() -> None:
    """Create the count of the doors, seed it with what came before it, and open the views to operations."""
    names = {
        "owner": owner("intake"),
        "worker": worker("intake"),
        "web": web("intake"),
        "operators": ", ".join((worker("operations"), web("operations"))),
    }
    run_sql(_DOOR.format(**names))
    run_sql(_OWNER.format(**names))
    run_sql(_OLD_DOORS)
    run_sql(_VIEWS.format(**names))
