"""What a sheet says that came beside a proposal, as a kind of document; routing opens it with the proposal."""

from shared.documents.install import let_read_more
from shared.documents.kinds import MAY_OPEN

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let routing open it."""
    let_read_more("intake", "routing", MAY_OPEN["intake"]["routing"])
