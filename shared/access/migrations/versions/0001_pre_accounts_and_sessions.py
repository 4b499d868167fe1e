"""Create accounts, sessions, sign-in attempts and the read log, with what each role may do to them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SERVICES = ("intake", "routing", "notify", "publication", "operations")
_WEB = ", ".join(f"desk_{service}_web" for service in _SERVICES)
_WORKERS = ", ".join(f"desk_{service}_worker" for service in _SERVICES)
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and grant the least each role needs."""
    _create_account()
    _create_session()
    _create_sign_in_attempt()
    _create_content_read()
    _grant()


def downgrade() -> None:
    """Drop the tables; the grants go with them."""
    for table in ("content_read", "sign_in_attempt", "session", "account"):
        op.drop_table(table, schema="access")


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_name", sa.Text, nullable=False, unique=True),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("issuer", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("roles", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("desk_id", sa.Text, nullable=False),
        sa.Column("department", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("disabled_at", _AT),
        sa.Column("created_at", _AT, nullable=False),
        sa.UniqueConstraint("issuer", "subject", name="account_identity_key"),
        sa.CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="account_identity_whole"),
        sa.CheckConstraint(
            "roles <@ ARRAY['desk', 'department', 'operator', 'administrator'] AND cardinality(roles) > 0",
            name="account_roles_known",
        ),
        sa.CheckConstraint("NOT 'department' = ANY (roles) OR department IS NOT NULL", name="account_has_department"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="account_validity_ordered"),
        schema="access",
    )


def _create_session() -> None:
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("access.account.id"), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("last_seen_at", _AT, nullable=False),
        sa.Column("expires_at", _AT, nullable=False),
        sa.Column("ended_at", _AT),
        sa.CheckConstraint("octet_length(token_hash) = 32", name="session_token_is_hashed"),
        schema="access",
    )
    op.create_index(
        "session_open_of_account",
        "session",
        ["account_id"],
        schema="access",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("session_expires_at", "session", ["expires_at"], schema="access")


def _create_sign_in_attempt() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_hash", sa.LargeBinary, nullable=False),
        sa.Column("address_hash", sa.LargeBinary, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("ok", sa.Boolean, nullable=False),
        schema="access",
    )
    op.create_index(
        "sign_in_attempt_user_address_at",
        "sign_in_attempt",
        ["user_hash", "address_hash", "at"],
        schema="access",
    )
    op.create_index("sign_in_attempt_at", "sign_in_attempt", ["at"], schema="access")


def _create_content_read() -> None:
    op.create_table(
        "content_read",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", _AT, nullable=False),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("access.account.id"), nullable=False),
        sa.Column("desk_id", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("what_id", sa.Text, nullable=False),
        sa.Column("break_glass", sa.Boolean, nullable=False),
        schema="access",
    )
    op.create_index("content_read_what_id", "content_read", ["what_id", "at"], schema="access")
    op.create_index("content_read_account_id", "content_read", ["account_id", "at"], schema="access")


def _grant() -> None:
    op.execute(f"GRANT USAGE ON SCHEMA access TO {_WEB}, {_WORKERS}")
    # No web role may write an account: a page that is taken over must not make itself an administrator.
    op.execute(f"GRANT SELECT ON access.account TO {_WEB}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON access.session, access.sign_in_attempt TO {_WEB}")
    # Workers tell people things and never sign anybody in: all of an account but its password.
    op.execute(
        "GRANT SELECT (id, user_name, display_name, roles, desk_id, department, valid_from, valid_to,"
        f" disabled_at) ON access.account TO {_WORKERS}"
    )
    op.execute(f"GRANT INSERT ON access.content_read TO {_WEB}, {_WORKERS}")
    op.execute("GRANT SELECT ON access.content_read TO desk_operations_web")
    # Housekeeping sweeps what has run out, and sees no more of it than its day.
    op.execute("GRANT SELECT (expires_at), DELETE ON access.session TO desk_operations_worker")
    op.execute("GRANT SELECT (at), DELETE ON access.sign_in_attempt TO desk_operations_worker")
