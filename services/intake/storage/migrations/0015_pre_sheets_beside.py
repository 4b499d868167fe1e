"""What a sheet says that came beside a proposal, as a kind of document; routing opens it with the proposal."""

from shared.documents.install import let_read_more
from shared.documents.kinds import DocumentKind

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Written out, for the table of today may know more than this step.
_KINDS = (
    DocumentKind.PROPOSAL,
    DocumentKind.ATTACHMENT,
    DocumentKind.EXTRACTED_TEXT,
    DocumentKind.READABLE_HTML,
    DocumentKind.CLEANED_COPY,
    DocumentKind.CONTACT,
    DocumentKind.READING,
    DocumentKind.SHEET,
    DocumentKind.REPLY,
)


def upgrade() -> None:
    """Let routing open it."""
    let_read_more("intake", "routing", _KINDS)
