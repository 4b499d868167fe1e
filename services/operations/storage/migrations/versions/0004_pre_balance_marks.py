"""How far each account of the balance was found settled, so that a look need not compare all history."""

from shared.messaging.install import run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE operations.balance_mark (
    account text PRIMARY KEY,
    until timestamptz NOT NULL,
    full_at timestamptz NOT NULL,
    settled bigint NOT NULL,
    became jsonb NOT NULL,
    unexpected bigint NOT NULL
);
CREATE TABLE operations.balance_open (
    account text NOT NULL,
    id uuid NOT NULL,
    PRIMARY KEY (account, id)
);
GRANT SELECT, INSERT, UPDATE ON operations.balance_mark TO desk_operations_worker;
GRANT SELECT, INSERT, DELETE ON operations.balance_open TO desk_operations_worker;
GRANT SELECT ON operations.balance_mark, operations.balance_open TO desk_operations_web;
"""


def upgrade() -> None:
    """Create the marks and what was still open before them; the worker moves them, the pages read them."""
    run_sql(_TABLES)
