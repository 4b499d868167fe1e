"""Applications: what their forms leave out, what their proposers are told, and until when they wait."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE intake.public_call
    ADD COLUMN reverse boolean NOT NULL DEFAULT false,
    ADD COLUMN closed_on date,
    ADD COLUMN results_by date;
ALTER TABLE intake.proposal ADD COLUMN call text;
GRANT SELECT (desk_id, number, title, closes_on, results_by, gone) ON intake.public_call TO desk_notify_worker;
CREATE POLICY notify_asks ON intake.public_call FOR SELECT TO desk_notify_worker USING (true);
"""

_APPLICATIONS = """
CREATE TABLE intake.application (
    proposal_id uuid PRIMARY KEY REFERENCES intake.proposal (proposal_id),
    desk_id text NOT NULL,
    number text NOT NULL,
    version integer NOT NULL,
    waits boolean NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON intake.application TO {worker};
GRANT SELECT ON intake.application TO {web};
ALTER TABLE intake.application ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.application FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.application TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY proposer_reads ON intake.application FOR SELECT TO {web} USING (
    current_setting('desk.kind', true) = 'proposer' AND proposal_id::text = current_setting('desk.proposal', true));
"""


def upgrade() -> None:
    """Add the columns and the rows."""
    run_sql(_COLUMNS)
    run_sql(_APPLICATIONS.format(worker=worker("intake"), web=web("intake")))
