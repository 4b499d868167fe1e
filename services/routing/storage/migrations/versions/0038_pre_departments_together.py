"""Departments join and leave a case that is coordinated: an offer knows these two ways as well."""

from shared.messaging.install import run_sql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

# The second lock on the small machine of the offer; a test compares it with the first, in the domain.
_PAIRS = (
    "asked>expired",
    "asked>recalled",
    "asked>returned",
    "asked>taken_up",
    "joined>left",
    "judged>left",
    "taken_up>expired",
    "taken_up>judged",
    "taken_up>recalled",
    "taken_up>returned",
)
_CHECK = """
CREATE OR REPLACE FUNCTION routing.check_offer() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({pairs}) THEN
        RAISE EXCEPTION 'no way of an offer from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    """Let the database know the new ways."""
    run_sql(_CHECK.format(pairs=", ".join(f"'{pair}'" for pair in _PAIRS)))
