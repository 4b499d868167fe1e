"""The projects that cases go on in, so that only what began and was not given up counts as realised.

The views `register_counts` and `register_spans` stay for as long as code that reads them may run.
"""

from shared.messaging.install import run_sql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE publication.public_project (
    project_id uuid PRIMARY KEY,
    case_id uuid,
    begins_on date,
    started_on date,
    stopped_on date,
    no_go boolean NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON publication.public_project TO desk_publication_worker;
ALTER TABLE publication.public_project ENABLE ROW LEVEL SECURITY;
ALTER TABLE publication.public_project FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON publication.public_project TO desk_publication_worker USING (true) WITH CHECK (true);
CREATE POLICY owner_counts ON publication.public_project FOR SELECT TO desk_publication USING (true);
"""

# A project that was given up before its work began, or after a trial that decided against it, realised nothing: what
# was proposed is not done. One whose work is yet to begin is on its way.
_COUNTED = """
    SELECT c.desk_id, c.fiscal_year, c.month, c.opened_on, c.judged_on,
        CASE WHEN c.stage <> 'realised' THEN c.stage WHEN p.given_up THEN 'declined'
            WHEN greatest(c.realised_on, p.begins_on) > day THEN 'open' ELSE c.stage END AS stage,
        CASE WHEN p.given_up IS NOT TRUE AND greatest(c.realised_on, p.begins_on) <= day
            THEN greatest(c.realised_on, p.begins_on) END AS realised_on
    FROM publication.public_case c LEFT JOIN (
        SELECT q.case_id, bool_and(q.given_up) AS given_up, min(q.begins_on) FILTER (WHERE NOT q.given_up) AS begins_on
        FROM (SELECT o.case_id, coalesce(o.started_on, o.begins_on) AS begins_on,
                o.no_go OR coalesce(o.stopped_on < coalesce(o.started_on, o.begins_on), false) AS given_up
            FROM publication.public_project o WHERE o.case_id IS NOT NULL) q
        GROUP BY q.case_id) p ON p.case_id = c.case_id
    WHERE c.stage <> 'merged'
"""
# As of a day: the pages have a clock of their own. Who asks gets sums and nothing else.
_FUNCTIONS = """
CREATE FUNCTION publication.counts_on(day date)
    RETURNS TABLE (desk_id text, fiscal_year integer, month date, received integer, in_progress integer,
        realised integer, declined integer, referred integer, withdrawn integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT k.desk_id, k.fiscal_year, k.month, count(*)::integer,
        (count(*) FILTER (WHERE k.stage = 'open'))::integer,
        (count(*) FILTER (WHERE k.stage = 'realised'))::integer,
        (count(*) FILTER (WHERE k.stage = 'declined'))::integer,
        (count(*) FILTER (WHERE k.stage = 'referred'))::integer,
        (count(*) FILTER (WHERE k.stage = 'withdrawn'))::integer
    FROM ({counted}) k WHERE k.month IS NOT NULL GROUP BY k.desk_id, k.fiscal_year, k.month
$$;
CREATE FUNCTION publication.spans_on(day date)
    RETURNS TABLE (desk_id text, fiscal_year integer, judged bigint, days_to_judge integer, realised bigint,
        days_to_realise integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT k.desk_id, k.fiscal_year, count(k.judged_on),
        (percentile_disc(0.5) WITHIN GROUP (ORDER BY k.judged_on - k.opened_on))::integer, count(k.realised_on),
        (percentile_disc(0.5) WITHIN GROUP (ORDER BY k.realised_on - k.opened_on))::integer
    FROM ({counted}) k
    WHERE k.opened_on IS NOT NULL AND (k.judged_on IS NOT NULL OR k.realised_on IS NOT NULL)
    GROUP BY k.desk_id, k.fiscal_year
$$;
REVOKE ALL ON FUNCTION publication.counts_on, publication.spans_on FROM PUBLIC;
GRANT EXECUTE ON FUNCTION publication.counts_on, publication.spans_on TO desk_publication_web;
"""


def upgrade() -> None:
    """Add the projects, and the sums as of a day."""
    run_sql(_TABLE)
    run_sql(_FUNCTIONS.format(counted=_COUNTED))
