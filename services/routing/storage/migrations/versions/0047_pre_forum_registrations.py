"""Who registers for forums, and what notify reads when it writes to them."""

from shared.documents.install import let_read_more
from shared.documents.kinds import DocumentKind
from shared.messaging.install import run_sql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

# How many come everybody of the office may know who sees the forum; who it is stands in documents.
_REGISTRATIONS = """
CREATE TABLE routing.forum_registration (
    registration_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    number text NOT NULL,
    state text NOT NULL,
    people integer NOT NULL,
    contact_id uuid NOT NULL,
    words_id uuid,
    version integer NOT NULL,
    told_at timestamptz NOT NULL
);
CREATE INDEX forum_registration_number ON routing.forum_registration (desk_id, number, registration_id);
GRANT SELECT, INSERT, UPDATE ON routing.forum_registration TO desk_routing_worker;
GRANT SELECT ON routing.forum_registration TO desk_routing_web;
ALTER TABLE routing.forum_registration ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.forum_registration FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.forum_registration TO desk_routing_worker USING (true) WITH CHECK (true);
CREATE POLICY web_reads ON routing.forum_registration FOR SELECT TO desk_routing_web USING (
    desk_id = current_setting('desk.desk', true) AND current_setting('desk.kind', true) = 'staff'
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'department', 'administrator']);
"""
# What notify opened before, and what everybody reads of a forum.
_NOTIFY = frozenset(
    {
        DocumentKind.NOTE_TO_PROPOSER,
        DocumentKind.NOTE_TO_ADDRESSEE,
        DocumentKind.CONTACT,
        DocumentKind.PUBLIC,
    }
)


def upgrade() -> None:
    """Create the rows, and let notify say what a forum is."""
    run_sql(_REGISTRATIONS)
    let_read_more("routing", "notify", _NOTIFY)
