"""Municipalities have accounts of their own: guests of the prefecture, who are nothing else in the house."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KNOWN = "roles <@ ARRAY[{roles}] AND cardinality(roles) > 0"
_BEFORE = "'desk', 'department', 'operator', 'administrator'"
_NOW = "'desk', 'department', 'municipality', 'operator', 'administrator'"


def upgrade() -> None:
    """Let an account be a municipality's, and then that alone."""
    _know(_NOW)
    op.execute(
        "ALTER TABLE access.account ADD CONSTRAINT account_of_a_municipality CHECK"
        " (NOT 'municipality' = ANY (roles) OR (department IS NOT NULL AND cardinality(roles) = 1))"
    )


def downgrade() -> None:
    """Know no municipality; refused while one has an account."""
    op.execute("ALTER TABLE access.account DROP CONSTRAINT account_of_a_municipality")
    _know(_BEFORE)


def _know(roles: str) -> None:
    op.execute("ALTER TABLE access.account DROP CONSTRAINT account_roles_known")
    op.execute(f"ALTER TABLE access.account ADD CONSTRAINT account_roles_known CHECK ({_KNOWN.format(roles=roles)})")
