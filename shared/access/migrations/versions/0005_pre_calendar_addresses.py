"""Each person may have one secret address under which a calendar program asks for their days."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE access.calendar_address (
    account_id uuid PRIMARY KEY REFERENCES access.account (id),
    token_hash bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    last_used_at timestamptz,
    CONSTRAINT calendar_address_hash_key UNIQUE (token_hash),
    CONSTRAINT calendar_address_is_hashed CHECK (octet_length(token_hash) = 32)
)
"""


def upgrade() -> None:
    """Create the table; routing alone, which shows the days, may read and write it."""
    op.execute(_TABLE)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON access.calendar_address TO desk_routing_web")


def downgrade() -> None:
    """Drop the table; the grants go with it."""
    op.drop_table("calendar_address", schema="access")
