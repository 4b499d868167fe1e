"""The cases as the public counts them, and the sums the pages read."""

from shared.messaging.install import install_messaging_v1, run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE publication.public_case (
    case_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    fiscal_year integer NOT NULL,
    month date NOT NULL,
    stage text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT public_case_stage CHECK (stage IN ('open')),
    CONSTRAINT public_case_month CHECK (extract(day FROM month) = 1)
);
CREATE INDEX public_case_counted ON publication.public_case (desk_id, month, stage);
CREATE VIEW publication.register_counts AS
    SELECT desk_id, fiscal_year, month, count(*)::integer AS received,
        (count(*) FILTER (WHERE stage = 'open'))::integer AS in_progress
    FROM publication.public_case GROUP BY desk_id, fiscal_year, month;
"""

# The public pages read sums and nothing else: no case, and nothing of the messages, for they tell no facts.
_RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON publication.public_case TO desk_publication_worker;
GRANT SELECT ON publication.register_counts TO desk_publication_web;
REVOKE ALL ON publication.event_log, publication.outbox, publication.outbox_shard FROM desk_publication_web;
ALTER TABLE publication.public_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE publication.public_case FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON publication.public_case TO desk_publication_worker USING (true) WITH CHECK (true);
CREATE POLICY owner_counts ON publication.public_case FOR SELECT TO desk_publication USING (true);
"""


def upgrade() -> None:
    """Create the tables, the view and their rights."""
    install_messaging_v1("publication")
    run_sql(_TABLES)
    run_sql(_RIGHTS)
