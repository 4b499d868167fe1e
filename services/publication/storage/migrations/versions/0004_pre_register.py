"""What is shown to everybody, as rows of our own; the pages see what is released and nothing else."""

from shared.messaging.install import run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE publication.public_entry (
    entry_id uuid NOT NULL,
    version integer NOT NULL,
    desk_id text NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    released_at timestamptz NOT NULL,
    replaced_at timestamptz NOT NULL,
    first_at timestamptz NOT NULL,
    about text,
    reverse boolean NOT NULL DEFAULT false,
    fiscal_year integer,
    opens_on date,
    closes_on date,
    held_on date,
    title text NOT NULL DEFAULT '',
    summary text NOT NULL DEFAULT '',
    card jsonb,
    content jsonb,
    marks text[] NOT NULL DEFAULT '{}',
    event_id uuid NOT NULL,
    correlation_id uuid NOT NULL,
    rule_version text NOT NULL,
    announced boolean NOT NULL DEFAULT false,
    PRIMARY KEY (entry_id, version),
    CONSTRAINT public_entry_kind CHECK (kind IN ('project', 'agreement', 'call', 'forum')),
    CONSTRAINT public_entry_state CHECK (state IN ('shown', 'gone')),
    CONSTRAINT public_entry_content CHECK ((state = 'shown') = (content IS NOT NULL))
);
CREATE INDEX public_entry_number ON publication.public_entry (desk_id, number);
CREATE INDEX public_entry_listed ON publication.public_entry (desk_id, first_at DESC, entry_id DESC);
CREATE INDEX public_entry_of_kind ON publication.public_entry (desk_id, kind, first_at DESC, entry_id DESC);
CREATE INDEX public_entry_of_year ON publication.public_entry (desk_id, fiscal_year, first_at DESC, entry_id DESC);
CREATE INDEX public_entry_fed ON publication.public_entry (desk_id, released_at DESC, entry_id DESC);
CREATE INDEX public_entry_marks ON publication.public_entry USING gin (marks);
CREATE INDEX public_entry_unannounced ON publication.public_entry (released_at) WHERE NOT announced;
CREATE INDEX public_entry_replaced ON publication.public_entry (replaced_at)
    WHERE replaced_at < '9999-12-31 00:00:00+00';
CREATE TABLE publication.public_picture (
    entry_id uuid NOT NULL,
    version integer NOT NULL,
    position integer NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (entry_id, version, position),
    CONSTRAINT public_picture_entry FOREIGN KEY (entry_id, version)
        REFERENCES publication.public_entry (entry_id, version) ON DELETE CASCADE
);
CREATE TABLE publication.register_state (
    desk_id text NOT NULL,
    part text NOT NULL,
    changes bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (desk_id, part),
    CONSTRAINT register_state_part CHECK (part IN ('entries', 'counts'))
);
"""

# An embargo holds in the database: before its moment, and after the next telling, a row is not there for the pages.
# Of what was never to be seen, no tombstone is.
_RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON publication.public_entry, publication.public_picture TO desk_publication_worker;
GRANT SELECT, INSERT, UPDATE ON publication.register_state TO desk_publication_worker;
GRANT SELECT ON publication.public_picture, publication.register_state TO desk_publication_web;
GRANT SELECT (entry_id, version, desk_id, number, kind, state, released_at, replaced_at, first_at, about, reverse,
    fiscal_year, opens_on, closes_on, held_on, title, summary, card, content) ON publication.public_entry
    TO desk_publication_web;
CREATE POLICY worker_all ON publication.public_entry TO desk_publication_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON publication.public_picture TO desk_publication_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON publication.register_state TO desk_publication_worker USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON publication.public_entry FOR SELECT TO desk_publication_web USING (
    released_at <= now() AND replaced_at > now() AND (state = 'shown' OR first_at < released_at));
CREATE POLICY everybody_reads ON publication.public_picture FOR SELECT TO desk_publication_web USING (
    EXISTS (SELECT 1 FROM publication.public_entry e
        WHERE e.entry_id = public_picture.entry_id AND e.version = public_picture.version));
CREATE POLICY everybody_reads ON publication.register_state FOR SELECT TO desk_publication_web USING (true);
CREATE POLICY owner_finds ON publication.public_entry FOR SELECT TO desk_publication USING (true);
"""

_SECURED = """
ALTER TABLE publication.{t} ENABLE ROW LEVEL SECURITY;
ALTER TABLE publication.{t} FORCE ROW LEVEL SECURITY;
"""

# Row-level security keeps the index of the marks from being used, because looking into an array might leak. This
# finds no more than the policy shows, and by keys alone. How often marks stand together nobody knows beforehand: so it
# looks through the newest first, which is enough for what is common, and asks the index for what is rare.
_FINDING = """
CREATE FUNCTION publication.find_entries(desk text, kinds text[], year integer, wanted text[], with_gone boolean,
    by_change boolean, before_at timestamptz, before_id uuid, most integer)
    RETURNS TABLE (entry_id uuid, version integer) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path = pg_catalog AS $$
DECLARE
    near CONSTANT integer := least(greatest(500, 20 * most), 5000);
    at_of text := CASE WHEN by_change THEN 'released_at' ELSE 'first_at' END;
    seen text := ' FROM publication.public_entry e WHERE e.desk_id = $1 AND e.released_at <= now()'
        ' AND e.replaced_at > now()';
    behind text := format(' AND (e.%I, e.entry_id) < ($5, $6)', at_of);
    sorted text := format(' ORDER BY e.%I DESC, e.entry_id DESC LIMIT ', at_of);
    found integer;
BEGIN
    seen := seen || CASE WHEN with_gone THEN ' AND (e.state = ''shown'' OR e.first_at < e.released_at)'
        ELSE ' AND e.state = ''shown''' END;
    IF cardinality(kinds) = 1 THEN seen := seen || ' AND e.kind = ($2)[1]';
    ELSIF cardinality(kinds) > 1 THEN seen := seen || ' AND e.kind = ANY ($2)'; END IF;
    IF year IS NOT NULL THEN seen := seen || ' AND e.fiscal_year = $3'; END IF;
    IF before_at IS NULL THEN
        before_at := 'infinity';
        before_id := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    END IF;
    IF cardinality(wanted) = 0 THEN
        RETURN QUERY EXECUTE 'SELECT e.entry_id, e.version' || seen || behind || sorted || '$7'
            USING desk, kinds, year, wanted, before_at, before_id, most;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format('SELECT e.entry_id, e.version FROM (SELECT e.entry_id, e.version, e.marks, e.%I', at_of)
            || seen || behind || sorted || near || ') e WHERE e.marks @> $4' || sorted || '$7'
        USING desk, kinds, year, wanted, before_at, before_id, most;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found < most THEN
        EXECUTE format('SELECT e.%I, e.entry_id', at_of) || seen || behind || sorted || '1 OFFSET ' || near - 1
            INTO before_at, before_id USING desk, kinds, year, wanted, before_at, before_id;
        IF before_at IS NOT NULL THEN
            RETURN QUERY EXECUTE format('WITH e AS MATERIALIZED (SELECT e.entry_id, e.version, e.%I', at_of) || seen
                || ' AND e.marks @> $4) SELECT e.entry_id, e.version FROM e WHERE true' || behind || sorted || '$7'
                USING desk, kinds, year, wanted, before_at, before_id, most - found;
        END IF;
    END IF;
END $$;
REVOKE ALL ON FUNCTION publication.find_entries FROM PUBLIC;
GRANT EXECUTE ON FUNCTION publication.find_entries TO desk_publication_web, desk_publication_worker;
"""


def upgrade() -> None:
    """Create the rows of the register, their rights, and the way they are found."""
    run_sql(_TABLES)
    for table in ("public_entry", "public_picture", "register_state"):
        run_sql(_SECURED.format(t=table))
    run_sql(_RIGHTS)
    run_sql(_FINDING)
