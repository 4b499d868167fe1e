"""What was answered to requests of programs that carried a key, so that a second sending does nothing."""

from shared.messaging.install import run_sql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

# Every account finds its own answers alone; the worker takes the old ones away and reads none.
_REQUESTS = """
CREATE TABLE routing.answered_request (
    account_id uuid NOT NULL,
    key text NOT NULL,
    request_sha256 bytea NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body jsonb NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX answered_request_old ON routing.answered_request (answered_at);
GRANT SELECT, INSERT ON routing.answered_request TO desk_routing_web;
GRANT SELECT (answered_at), DELETE ON routing.answered_request TO desk_routing_worker;
ALTER TABLE routing.answered_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.answered_request FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_forgets ON routing.answered_request TO desk_routing_worker USING (true);
CREATE POLICY web_own ON routing.answered_request TO desk_routing_web USING (
    current_setting('desk.kind', true) = 'staff' AND account_id::text = current_setting('desk.account', true));
"""


def upgrade() -> None:
    """Create the table."""
    run_sql(_REQUESTS)
