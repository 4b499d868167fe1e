"""Calls that everybody may answer by the form."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_CALLS = """
CREATE TABLE intake.public_call (
    desk_id text NOT NULL,
    number text NOT NULL,
    version integer NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    closed boolean NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    fields jsonb NOT NULL,
    gone boolean NOT NULL,
    PRIMARY KEY (desk_id, number)
);
GRANT SELECT, INSERT, UPDATE ON intake.public_call TO {worker};
GRANT SELECT ON intake.public_call TO {web};
ALTER TABLE intake.public_call ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.public_call FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.public_call TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON intake.public_call FOR SELECT TO {web} USING (true);
"""


def upgrade() -> None:
    """Create the rows, which only the reader writes and every form reads."""
    run_sql(_CALLS.format(worker=worker("intake"), web=web("intake")))
