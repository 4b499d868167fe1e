"""Who registers for forums, the places there are, and what of it the other services see."""

from shared.database.roles import web, worker
from shared.documents.install import let_read_more
from shared.documents.kinds import DocumentKind
from shared.messaging.install import run_sql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE intake.public_call ADD COLUMN held_on date,
    ADD COLUMN content_id uuid,
    ADD COLUMN capacity integer,
    ADD COLUMN waiting_list boolean NOT NULL DEFAULT false,
    ADD COLUMN tally integer NOT NULL DEFAULT 0;
CREATE TABLE intake.registration (
    registration_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    number text NOT NULL,
    state text NOT NULL,
    people integer NOT NULL,
    contact_id uuid NOT NULL,
    words_id uuid,
    answerable boolean NOT NULL,
    form_key uuid NOT NULL UNIQUE,
    address_mark bytea,
    link_generation integer NOT NULL DEFAULT 1,
    version integer NOT NULL,
    registered_at timestamptz NOT NULL,
    CONSTRAINT registration_state_known CHECK (state IN ('registered', 'waiting', 'cancelled')),
    CONSTRAINT registration_of_somebody CHECK (people >= 1)
);
CREATE INDEX registration_forum ON intake.registration (desk_id, number, registered_at, registration_id);
CREATE UNIQUE INDEX registration_once ON intake.registration (desk_id, number, address_mark)
    WHERE state <> 'cancelled';
"""

# The rows say nothing of who it is, so a door may count them; who holds a link reads again what they wished.
_RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON intake.registration TO {worker};
GRANT SELECT, INSERT, UPDATE (state, people, contact_id, words_id, version) ON intake.registration TO {web};
GRANT UPDATE (tally) ON intake.public_call TO {web};
ALTER TABLE intake.registration ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake.registration FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON intake.registration TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY door_all ON intake.registration TO {web} USING (current_setting('desk.kind', true) = 'door')
    WITH CHECK (current_setting('desk.kind', true) = 'door');
CREATE POLICY desk_reads ON intake.registration FOR SELECT TO {web} USING (
    current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true)
    AND 'desk' = ANY (string_to_array(current_setting('desk.roles', true), ',')));
CREATE POLICY attendee_reads ON intake.registration FOR SELECT TO {web} USING ({own} = registration_id::text);
CREATE POLICY door_counts ON intake.public_call FOR UPDATE TO {web} USING (
    current_setting('desk.kind', true) = 'door');
CREATE POLICY attendee_reads ON intake.document FOR SELECT TO {web} USING (
    {own} = keeper_id::text AND kind = 'registration');
GRANT SELECT (registration_id, desk_id, number, state, people, contact_id, answerable, link_generation)
    ON intake.registration TO {notify};
CREATE POLICY notify_writes_to ON intake.registration FOR SELECT TO {notify} USING (true);
GRANT SELECT (content_id) ON intake.public_call TO {notify};
"""
_OWN = "CASE WHEN current_setting('desk.kind', true) = 'attendee' THEN current_setting('desk.registration', true) END"

# What routing opened before, and what somebody who registers wishes.
_ROUTING = frozenset(
    {
        DocumentKind.PROPOSAL,
        DocumentKind.ATTACHMENT,
        DocumentKind.EXTRACTED_TEXT,
        DocumentKind.READABLE_HTML,
        DocumentKind.CLEANED_COPY,
        DocumentKind.CONTACT,
        DocumentKind.READING,
        DocumentKind.SHEET,
        DocumentKind.REPLY,
        DocumentKind.REGISTRATION,
    }
)


def upgrade() -> None:
    """Create the rows, and let the others see what they may."""
    names = {"worker": worker("intake"), "web": web("intake"), "notify": worker("notify"), "own": _OWN}
    run_sql(_TABLES)
    run_sql(_RIGHTS.format(**names))
    let_read_more("intake", "routing", _ROUTING)
