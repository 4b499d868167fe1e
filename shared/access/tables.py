"""The tables of the schema `access`; the migrations beside this file create them."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

SCHEMA: Final = "access"
metadata: Final = MetaData(schema=SCHEMA)

_AT: Final = DateTime(timezone=True)

# `user` alone is a reserved word that SQL answers with the database role, hence `user_name`. It is stored
# normalised (see accounts.normal_user). issuer + subject are the seam for OIDC: an account has a password, an
# identity elsewhere, or both.
account: Final = Table(
    "account",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_name", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text),
    Column("issuer", Text),
    Column("subject", Text),
    Column("roles", ARRAY(Text), nullable=False),
    Column("desk_id", Text, nullable=False),
    Column("department", Text),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("disabled_at", _AT),
    Column("created_at", _AT, nullable=False),
    # Where this person is told what came for their post; nobody is told by mail who has none.
    Column("email", Text),
    UniqueConstraint("issuer", "subject", name="account_identity_key"),
    CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="account_identity_whole"),
    CheckConstraint(
        "roles <@ ARRAY['desk', 'department', 'municipality', 'operator', 'administrator'] AND cardinality(roles) > 0",
        name="account_roles_known",
    ),
    CheckConstraint("NOT 'department' = ANY (roles) OR department IS NOT NULL", name="account_has_department"),
    CheckConstraint(
        "NOT 'municipality' = ANY (roles) OR (department IS NOT NULL AND cardinality(roles) = 1)",
        name="account_of_a_municipality",
    ),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="account_validity_ordered"),
    implicit_returning=False,
)

# The token itself is only in the browser; whoever reads this table cannot become anybody.
session: Final = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account_id", Uuid, ForeignKey("access.account.id"), nullable=False),
    Column("created_at", _AT, nullable=False),
    Column("last_seen_at", _AT, nullable=False),
    Column("expires_at", _AT, nullable=False),
    Column("ended_at", _AT),
    CheckConstraint("octet_length(token_hash) = 32", name="session_token_is_hashed"),
    Index("session_open_of_account", "account_id", postgresql_where=text("ended_at IS NULL")),
    Index("session_expires_at", "expires_at"),
    implicit_returning=False,
)

# What a program shows instead of a password; the table holds its hash alone.
token: Final = Table(
    "token",
    metadata,
    Column("token_id", Uuid, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("account_id", Uuid, ForeignKey("access.account.id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("issued_at", _AT, nullable=False),
    Column("expires_at", _AT, nullable=False),
    Column("last_used_at", _AT),
    Column("revoked_at", _AT),
    UniqueConstraint("token_hash", name="token_hash_key"),
    CheckConstraint("octet_length(token_hash) = 32", name="token_is_hashed"),
    Index("token_account_id", "account_id"),
    implicit_returning=False,
)

# Under which a calendar program asks for the days of one person; a table of its own, so that it opens nothing else.
calendar_address: Final = Table(
    "calendar_address",
    metadata,
    Column("account_id", Uuid, ForeignKey("access.account.id"), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("issued_at", _AT, nullable=False),
    Column("last_used_at", _AT),
    UniqueConstraint("token_hash", name="calendar_address_hash_key"),
    CheckConstraint("octet_length(token_hash) = 32", name="calendar_address_is_hashed"),
    implicit_returning=False,
)

# Names and addresses are keyed hashes: people type their password into the wrong field.
sign_in_attempt: Final = Table(
    "sign_in_attempt",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_hash", LargeBinary, nullable=False),
    Column("address_hash", LargeBinary, nullable=False),
    Column("at", _AT, nullable=False),
    Column("ok", Boolean, nullable=False),
    Index("sign_in_attempt_user_address_at", "user_hash", "address_hash", "at"),
    Index("sign_in_attempt_at", "at"),
    implicit_returning=False,
)

# Who looked at what; the roles of the services may add to it and nothing else.
content_read: Final = Table(
    "content_read",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", _AT, nullable=False),
    Column("account_id", Uuid, ForeignKey("access.account.id"), nullable=False),
    Column("desk_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("what_id", Text, nullable=False),
    Column("break_glass", Boolean, nullable=False),
    Index("content_read_what_id", "what_id", "at"),
    Index("content_read_account_id", "account_id", "at"),
    implicit_returning=False,
)
