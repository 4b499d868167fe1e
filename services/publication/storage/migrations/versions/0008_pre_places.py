"""How many places of a forum are taken."""

from shared.messaging.install import run_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PLACES = """
CREATE TABLE publication.forum_places (
    desk_id text NOT NULL,
    number text NOT NULL,
    taken integer NOT NULL,
    tally integer NOT NULL,
    PRIMARY KEY (desk_id, number)
);
GRANT SELECT, INSERT, UPDATE ON publication.forum_places TO desk_publication_worker;
GRANT SELECT ON publication.forum_places TO desk_publication_web;
ALTER TABLE publication.forum_places ENABLE ROW LEVEL SECURITY;
ALTER TABLE publication.forum_places FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON publication.forum_places TO desk_publication_worker USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON publication.forum_places FOR SELECT TO desk_publication_web USING (true);
"""


def upgrade() -> None:
    """Create the rows: numbers that everybody may read."""
    run_sql(_PLACES)
