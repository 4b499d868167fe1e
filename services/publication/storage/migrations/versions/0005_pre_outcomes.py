"""How cases ended and how long they took, for the public sums."""

from shared.messaging.install import run_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE publication.public_case ALTER COLUMN fiscal_year DROP NOT NULL;
ALTER TABLE publication.public_case ALTER COLUMN month DROP NOT NULL;
ALTER TABLE publication.public_case ADD COLUMN opened_on date;
ALTER TABLE publication.public_case ADD COLUMN judged_on date;
ALTER TABLE publication.public_case ADD COLUMN realised_on date;
ALTER TABLE publication.public_case DROP CONSTRAINT public_case_stage;
ALTER TABLE publication.public_case ADD CONSTRAINT public_case_stage
    CHECK (stage IN ('open', 'realised', 'declined', 'withdrawn', 'referred', 'merged'));
"""

# What was merged counts under the number it was merged into.
_VIEWS = """
CREATE OR REPLACE VIEW publication.register_counts AS
    SELECT desk_id, fiscal_year, month, count(*)::integer AS received,
        (count(*) FILTER (WHERE stage = 'open'))::integer AS in_progress,
        (count(*) FILTER (WHERE stage = 'realised'))::integer AS realised,
        (count(*) FILTER (WHERE stage = 'declined'))::integer AS declined,
        (count(*) FILTER (WHERE stage = 'referred'))::integer AS referred,
        (count(*) FILTER (WHERE stage = 'withdrawn'))::integer AS withdrawn
    FROM publication.public_case WHERE stage <> 'merged' AND month IS NOT NULL GROUP BY desk_id, fiscal_year, month;
CREATE OR REPLACE VIEW publication.balance_counted AS
    SELECT case_id FROM publication.public_case WHERE month IS NOT NULL;
CREATE VIEW publication.register_spans AS
    SELECT desk_id, fiscal_year, count(judged_on) AS judged,
        (percentile_disc(0.5) WITHIN GROUP (ORDER BY judged_on - opened_on))::integer AS days_to_judge,
        count(realised_on) AS realised,
        (percentile_disc(0.5) WITHIN GROUP (ORDER BY realised_on - opened_on))::integer AS days_to_realise
    FROM publication.public_case
    WHERE stage <> 'merged' AND opened_on IS NOT NULL AND (judged_on IS NOT NULL OR realised_on IS NOT NULL)
    GROUP BY desk_id, fiscal_year;
GRANT SELECT ON publication.register_spans TO desk_publication_web;
"""


def upgrade() -> None:
    """Widen what is counted, and open the sums to the pages."""
    run_sql(_TABLES)
    run_sql(_VIEWS)
