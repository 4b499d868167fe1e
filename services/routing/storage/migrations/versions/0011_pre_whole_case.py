"""The case from confirmation to verdict, in both directions: rounds, parties as addressees, ends and what waits."""

from shared.messaging.install import run_sql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE routing.desk_case
    ADD COLUMN proposing text,
    ADD COLUMN round integer NOT NULL DEFAULT 1,
    ADD COLUMN waiting_until date,
    ADD COLUMN extended_until date,
    ADD COLUMN decline_officer uuid,
    ADD COLUMN decline_ground text,
    ADD COLUMN decline_reason_id uuid,
    ADD COLUMN decline_note_id uuid;
ALTER TABLE routing.offer
    ALTER COLUMN department DROP NOT NULL,
    ADD COLUMN party_id uuid,
    ADD COLUMN round integer NOT NULL DEFAULT 1,
    ADD COLUMN note_id uuid,
    ADD COLUMN agreed boolean,
    ADD COLUMN next_day date,
    ADD CONSTRAINT offer_addressee CHECK ((department IS NULL) <> (party_id IS NULL));
CREATE INDEX desk_case_proposing ON routing.desk_case (proposing, case_id) WHERE proposing IS NOT NULL;
"""

# The second lock on the table of transitions; a test compares it with the first, in the domain.
_TRANSITIONS = """
CREATE OR REPLACE FUNCTION routing.check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'a version only grows' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.stage <> OLD.stage AND (OLD.stage || '>' || NEW.stage) NOT IN ({pairs}) THEN
        RAISE EXCEPTION 'no way from % to %', OLD.stage, NEW.stage USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
_PAIRS = (
    "confirming>declined",
    "confirming>merged",
    "confirming>offered",
    "confirming>referred",
    "confirming>waiting_for_proposer",
    "confirming>withdrawn",
    "coordinating>declined",
    "coordinating>withdrawn",
    "declined>confirming",
    "implementing>withdrawn",
    "merged>confirming",
    "offered>declined",
    "offered>merged",
    "offered>referred",
    "offered>reviewing",
    "offered>withdrawn",
    "received>confirming",
    "received>declined",
    "received>merged",
    "received>referred",
    "received>waiting_for_proposer",
    "received>withdrawn",
    "referred>confirming",
    "reviewing>coordinating",
    "reviewing>declined",
    "reviewing>merged",
    "reviewing>referred",
    "reviewing>withdrawn",
    "waiting_for_proposer>confirming",
    "waiting_for_proposer>declined",
    "waiting_for_proposer>merged",
    "waiting_for_proposer>referred",
    "waiting_for_proposer>withdrawn",
    "withdrawn>confirming",
)

# A department sees what it proposed, as it sees what it was offered.
_MAY_SEE = """
CREATE OR REPLACE FUNCTION routing.may_see(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    SELECT current_setting('desk.kind', true) = 'staff' AND EXISTS (
        SELECT 1 FROM routing.desk_case c
        WHERE c.case_id = which AND c.desk_id = current_setting('desk.desk', true)
        AND (
            string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']
            OR (c.proposing <> '' AND c.proposing = current_setting('desk.department', true))
            OR EXISTS (
                SELECT 1 FROM routing.case_access a
                WHERE a.case_id = which AND a.department = current_setting('desk.department', true)
            )
        )
    )
$$;
"""


def upgrade() -> None:
    """Let a case say more of itself, and go every way of the table."""
    run_sql(_COLUMNS)
    run_sql(_TRANSITIONS.format(pairs=", ".join(f"'{pair}'" for pair in _PAIRS)))
    run_sql(_MAY_SEE)
