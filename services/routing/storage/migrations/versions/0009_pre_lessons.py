"""What decided cases teach, a row a term; and what a case's key held goes from the readable rows with the key."""

from shared.messaging.install import run_sql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LESSONS = """
CREATE TABLE routing.lesson (
    case_id uuid PRIMARY KEY REFERENCES routing.desk_case (case_id),
    desk_id text NOT NULL,
    departments text[] NOT NULL,
    terms integer NOT NULL
);
CREATE INDEX lesson_desk ON routing.lesson (desk_id);
CREATE TABLE routing.lesson_term (
    desk_id text NOT NULL,
    term text NOT NULL,
    case_id uuid NOT NULL REFERENCES routing.lesson (case_id) ON DELETE CASCADE,
    departments text[] NOT NULL,
    PRIMARY KEY (desk_id, term, case_id)
);
CREATE INDEX lesson_term_case ON routing.lesson_term (case_id);
CREATE TABLE routing.lesson_total (
    desk_id text NOT NULL,
    departments text[] NOT NULL,
    cases bigint NOT NULL,
    terms bigint NOT NULL,
    PRIMARY KEY (desk_id, departments)
);
CREATE TABLE routing.lesson_spread (
    desk_id text NOT NULL,
    term text NOT NULL,
    departments text[] NOT NULL,
    cases bigint NOT NULL,
    PRIMARY KEY (desk_id, term, departments)
);
"""

# Whoever writes or takes back lessons is counted, and one after the other until the transaction ends: in whatever order
# two of them come to the same terms, none waits for the other crosswise and no count is lost.
_COUNTED = """
CREATE FUNCTION routing.count_{t}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('routing.lesson', 0));
    IF TG_OP = 'INSERT' THEN
        INSERT INTO routing.{counts} AS counted ({keys}, {names})
            SELECT {keys}, {sums} FROM changed GROUP BY {keys}
            ON CONFLICT ({keys}) DO UPDATE SET {added};
    ELSE
        UPDATE routing.{counts} AS counted SET {taken}
            FROM (SELECT {keys}, {sums} FROM changed GROUP BY {keys}) AS gone ({keys}, {names}) WHERE {same};
        DELETE FROM routing.{counts} AS counted USING changed AS gone WHERE {same} AND counted.cases = 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER counted_in AFTER INSERT ON routing.{t} REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION routing.count_{t}();
CREATE TRIGGER counted_out AFTER DELETE ON routing.{t} REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION routing.count_{t}();
GRANT SELECT ON routing.{counts} TO desk_routing_worker, desk_routing_web;
ALTER TABLE routing.{counts} ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.{counts} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_counts ON routing.{counts} TO desk_routing USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON routing.{counts} FOR SELECT TO desk_routing_worker USING (true);
"""

# The desk, and the administrator who looks in its place; no department, for a lesson is of all cases. Asked of each
# row's own desk, so that an index can answer it.
_RIGHTS = """
GRANT SELECT, INSERT, DELETE ON routing.{t} TO desk_routing_worker;
GRANT SELECT ON routing.{t} TO desk_routing_web;
ALTER TABLE routing.{t} ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing.{t} FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_all ON routing.{t} TO desk_routing_worker USING (true) WITH CHECK (true);
"""
_READ = """
CREATE POLICY desk_reads ON routing.{t} FOR SELECT TO desk_routing_web USING (
    desk_id = current_setting('desk.desk', true) AND current_setting('desk.kind', true) = 'staff'
    AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY['desk', 'administrator']
);
"""

# A trigger, so that no way of destroying a key can forget it.
_FORGOTTEN = """
CREATE FUNCTION routing.forget_words() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM routing.lesson WHERE case_id = NEW.keeper_id;
    DELETE FROM routing.case_terms WHERE case_id = NEW.keeper_id;
    DELETE FROM routing.case_words WHERE case_id = NEW.keeper_id;
    DELETE FROM routing.likeness WHERE case_id = NEW.keeper_id;
    DELETE FROM routing.party_name WHERE case_id = NEW.keeper_id;
    UPDATE routing.case_party SET name = '', domain_digest = NULL WHERE case_id = NEW.keeper_id;
    RETURN NULL;
END $$;
CREATE TRIGGER key_destroyed AFTER UPDATE OF wrapped_key ON routing.keeper
    FOR EACH ROW WHEN (NEW.kind = 'case_given' AND NEW.wrapped_key IS NULL)
    EXECUTE FUNCTION routing.forget_words();
"""


def _counts_of(table: str, counts: str, keys: tuple[str, ...], sums: dict[str, str]) -> str:
    return _COUNTED.format(
        t=table,
        counts=counts,
        keys=", ".join(keys),
        names=", ".join(sums),
        sums=", ".join(sums.values()),
        added=", ".join(f"{name} = counted.{name} + EXCLUDED.{name}" for name in sums),
        taken=", ".join(f"{name} = counted.{name} - gone.{name}" for name in sums),
        same=" AND ".join(f"counted.{key} = gone.{key}" for key in keys),
    )


_OF_LESSONS = {"cases": "count(*)", "terms": "sum(terms)"}
_OF_TERMS = {"cases": "count(*)"}
_FORGETTABLE = ("lesson", "case_terms", "case_words", "likeness", "party_name", "case_party")


def upgrade() -> None:
    """Create the tables and the trigger."""
    run_sql(_LESSONS)
    for table in ("lesson", "lesson_term"):
        run_sql(_RIGHTS.format(t=table))
    run_sql(_counts_of("lesson", "lesson_total", ("desk_id", "departments"), _OF_LESSONS))
    run_sql(_counts_of("lesson_term", "lesson_spread", ("desk_id", "term", "departments"), _OF_TERMS))
    for table in ("lesson", "lesson_term", "lesson_total", "lesson_spread"):
        run_sql(_READ.format(t=table))
    run_sql(_FORGOTTEN)
    for table in _FORGETTABLE:
        run_sql(f"CREATE POLICY owner_forgets ON routing.{table} TO desk_routing USING (true);")
