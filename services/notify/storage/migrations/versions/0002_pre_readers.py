"""The register of readers, gaps that wait, and the rights of the reconciler."""

from shared.messaging.install import install_messaging_v2

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to the tables of messages."""
    install_messaging_v2("notify")
