"""An offer keeps its ways: the second lock on the small machine of the offer; a test compares it with the first."""

from shared.messaging.install import run_sql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_PAIRS = (
    "asked>expired",
    "asked>recalled",
    "asked>returned",
    "asked>taken_up",
    "taken_up>expired",
    "taken_up>judged",
    "taken_up>recalled",
    "taken_up>returned",
)
_CHECK = """
CREATE FUNCTION routing.check_offer() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({pairs}) THEN
        RAISE EXCEPTION 'no way of an offer from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offer_state BEFORE UPDATE OF state ON routing.offer
    FOR EACH ROW EXECUTE FUNCTION routing.check_offer();
"""


def upgrade() -> None:
    """Let the database refuse what the table of the offer does not know."""
    run_sql(_CHECK.format(pairs=", ".join(f"'{pair}'" for pair in _PAIRS)))
