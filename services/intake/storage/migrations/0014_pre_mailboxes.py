"""Mailboxes that are polled: which of their mails are kept, and how the last looks went."""

from shared.database.roles import web, worker
from shared.messaging.install import run_sql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE intake.mailbox_mail (
    mailbox text NOT NULL,
    validity bigint NOT NULL,
    uid bigint NOT NULL,
    sha256 bytea NOT NULL,
    raw_id uuid NOT NULL,
    kept_at timestamptz NOT NULL,
    moved_at timestamptz,
    PRIMARY KEY (mailbox, validity, uid)
);
CREATE INDEX mailbox_mail_unmoved ON intake.mailbox_mail (mailbox, sha256) WHERE moved_at IS NULL;
CREATE TABLE intake.mailbox_look (
    mailbox text PRIMARY KEY,
    desk_id text NOT NULL,
    looked_at timestamptz NOT NULL,
    succeeded_at timestamptz,
    failing_since timestamptz,
    trouble text,
    waiting integer NOT NULL,
    taken bigint NOT NULL,
    moved bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON intake.mailbox_mail TO {worker};
GRANT SELECT, INSERT, UPDATE, DELETE ON intake.mailbox_look TO {worker};
GRANT SELECT ON intake.mailbox_look TO {web}, {operators};
"""


def upgrade() -> None:
    """Create the tables; operations sees times, counts and codes, which name no mailbox and no mail."""
    operators = ", ".join((worker("operations"), web("operations")))
    run_sql(_TABLES.format(worker=worker("intake"), web=web("intake"), operators=operators))
