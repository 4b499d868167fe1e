"""Forums that were announced before anybody could register: intake learns their day and what everybody reads."""

from shared.messaging.install import run_sql

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

# intake has heard their fact already, and kept neither. Without them nobody who registers could be written to.
OF_BEFORE = """
UPDATE intake.public_call c
SET content_id = (told.data ->> 'content_id')::uuid, held_on = (told.data ->> 'held_on')::date
FROM (
    SELECT DISTINCT ON (desk_id, data ->> 'number') desk_id, data ->> 'number' AS number, data
    FROM routing.event_log WHERE type = 'forum.announced.v1'
    ORDER BY desk_id, data ->> 'number', aggregate_version DESC
) told
WHERE c.content_id IS NULL AND c.desk_id = told.desk_id AND c.number = told.number;
"""


def upgrade() -> None:
    """Write down what is missing there."""
    run_sql(OF_BEFORE)
