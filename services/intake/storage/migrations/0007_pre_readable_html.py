"""Let routing open what mails bring beside the proposal's text: cleaned HTML, cleaned copies, corrections, replies."""

from shared.documents.install import let_read_more
from shared.documents.kinds import DocumentKind

revision = "0007"
down_revision = "0006"
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
    DocumentKind.REPLY,
)


def upgrade() -> None:
    """Widen the policies of the documents."""
    let_read_more("intake", "routing", _KINDS)
