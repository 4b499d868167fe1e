"""What notify asks of a case when it tells what became of it, and whom it writes to at a body that was asked."""

from shared.documents.install import let_read_more
from shared.documents.kinds import DocumentKind
from shared.messaging.install import run_sql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ASKED = """
GRANT SELECT (round, proposing) ON routing.desk_case TO desk_notify_worker;
GRANT SELECT (party_id, round) ON routing.offer TO desk_notify_worker;
"""

# The owner cannot log in: its looks serve the view alone, which says which document names a contact that is in use.
_CONTACTS = """
CREATE POLICY view_looks ON routing.party FOR SELECT TO desk_routing USING (true);
CREATE POLICY view_looks ON routing.party_act FOR SELECT TO desk_routing USING (true);
CREATE POLICY view_looks ON routing.document FOR SELECT TO desk_routing USING (kind = 'contact');
CREATE VIEW routing.party_contact AS
    SELECT asked.party_id, contact.document_id, contact.created_at
    FROM routing.party asked
    JOIN routing.party entry ON entry.survivor_id = asked.survivor_id
    JOIN routing.document contact ON contact.keeper_id = entry.party_id AND contact.kind = 'contact'
    WHERE NOT EXISTS (
        SELECT 1 FROM routing.party_act ended
        WHERE ended.act = 'contact_ended' AND ended.other_id = contact.document_id
    );
GRANT SELECT ON routing.party_contact TO desk_notify_worker;
"""


def upgrade() -> None:
    """Open ids and codes, and the contacts, to who writes mails."""
    run_sql(_ASKED)
    run_sql(_CONTACTS)
    let_read_more("routing", "notify", {DocumentKind.NOTE_TO_PROPOSER, DocumentKind.CONTACT})
