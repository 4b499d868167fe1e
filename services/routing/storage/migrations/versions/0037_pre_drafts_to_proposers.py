"""What answers whether a draft is of a proposal may look into which items belong with which cases."""

from shared.messaging.install import run_sql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the owner, under whose name the question is answered, read the table past the policies of the pages."""
    run_sql("CREATE POLICY owner_looks ON routing.ledger_case FOR SELECT TO desk_routing USING (true);")
