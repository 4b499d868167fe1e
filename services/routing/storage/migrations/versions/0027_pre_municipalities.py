"""The municipalities of a desk, beside its departments."""

from shared.messaging.install import run_sql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE routing.municipality (
    desk_id text NOT NULL,
    code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    successor text,
    name text NOT NULL,
    kana text NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (desk_id, code, valid_from)
);
GRANT SELECT, INSERT, UPDATE ON routing.municipality TO desk_routing_worker;
GRANT SELECT ON routing.municipality TO desk_routing_web, desk_notify_worker, desk_notify_web;
"""


def upgrade() -> None:
    """Add the table; what it holds comes with the next organisation that is applied."""
    run_sql(_TABLE)
