"""Where a person of the office is told by mail what came for their post, if they wish."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the address; of the workers only notify, which writes mails, may read it."""
    op.execute("ALTER TABLE access.account ADD COLUMN email text")
    op.execute("GRANT SELECT (email) ON access.account TO desk_notify_worker")


def downgrade() -> None:
    """Drop the addresses."""
    op.execute("ALTER TABLE access.account DROP COLUMN email")
