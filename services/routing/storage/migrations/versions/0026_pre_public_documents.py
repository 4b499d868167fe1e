"""What is approved for everybody may be opened by the register, and its words by the forms of calls and forums."""

from shared.documents.install import let_read_more
from shared.documents.kinds import DocumentKind
from shared.messaging.install import run_sql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# The worker copies what is approved; the public pages themselves open no document at all.
_REGISTER = """
GRANT USAGE ON SCHEMA routing TO desk_publication_worker;
GRANT SELECT ON routing.keeper, routing.document_key, routing.document TO desk_publication_worker;
CREATE POLICY publication_worker_reads ON routing.document FOR SELECT TO desk_publication_worker
    USING (kind IN ('public', 'picture'));
"""


def upgrade() -> None:
    """Open both kinds to the register, and the words to intake."""
    run_sql(_REGISTER)
    let_read_more("routing", "intake", {DocumentKind.NOTE_TO_PROPOSER, DocumentKind.PUBLIC})
