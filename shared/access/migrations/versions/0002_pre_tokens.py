"""Create the tokens of programs; who may use one may neither make one nor bring one back."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SERVICES = ("intake", "routing", "notify", "publication", "operations")
_WEB = ", ".join(f"desk_{service}_web" for service in _SERVICES)

_TABLE = """
CREATE TABLE access.token (
    token_id uuid PRIMARY KEY,
    token_hash bytea NOT NULL,
    account_id uuid NOT NULL REFERENCES access.account (id),
    label text NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT token_hash_key UNIQUE (token_hash),
    CONSTRAINT token_is_hashed CHECK (octet_length(token_hash) = 32)
)
"""


def upgrade() -> None:
    """Create the table; a web role looks tokens up and notes their use, and nothing else."""
    op.execute(_TABLE)
    op.execute("CREATE INDEX token_account_id ON access.token (account_id)")
    op.execute(f"GRANT SELECT, UPDATE (last_used_at) ON access.token TO {_WEB}")


def downgrade() -> None:
    """Drop the table; the grants go with it."""
    op.drop_table("token", schema="access")
