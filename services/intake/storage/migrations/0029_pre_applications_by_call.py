"""Applications: a row for each call a proposal answers, because the versions of two calls say nothing of each other."""

from shared.messaging.install import run_sql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# The rows only show on the page of a proposer what is waited for, and say of no call which one it was; nothing that ran
# before 0025 knows them.
_BY_CALL = """
DELETE FROM intake.application;
ALTER TABLE intake.application ADD COLUMN call_id uuid NOT NULL;
ALTER TABLE intake.application DROP CONSTRAINT application_pkey;
ALTER TABLE intake.application ADD PRIMARY KEY (proposal_id, call_id);
"""


def upgrade() -> None:
    """Key the rows by the call as well."""
    run_sql(_BY_CALL)
