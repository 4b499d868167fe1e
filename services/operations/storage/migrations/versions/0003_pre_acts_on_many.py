"""Acts on many deliveries at once and on readers: one row each, with how many and which."""

from shared.messaging.install import run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLE = """
ALTER TABLE operations.operator_act ALTER COLUMN reader DROP NOT NULL, ALTER COLUMN event_id DROP NOT NULL,
    ADD COLUMN count integer NOT NULL DEFAULT 1,
    ADD CONSTRAINT operator_act_pause_has_reason CHECK (act <> 'pause' OR btrim(coalesce(reason, '')) <> '');
CREATE INDEX operator_act_at ON operations.operator_act (at);
CREATE INDEX operator_act_many ON operations.operator_act USING gin (after jsonb_path_ops) WHERE event_id IS NULL;
"""


def upgrade() -> None:
    """Let an act name a group of deliveries or a reader instead of one delivery."""
    run_sql(_TABLE)
