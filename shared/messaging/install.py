"""The tables of a telling and hearing service, as its migrations create them; each version is frozen."""

from alembic import op

from shared.database.roles import web, worker

_TABLES = """
CREATE TABLE {s}.event_log (
    event_id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY NOT NULL UNIQUE,
    type text NOT NULL,
    source text NOT NULL,
    desk_id text NOT NULL,
    aggregate_id uuid NOT NULL,
    aggregate_version integer NOT NULL,
    actor text NOT NULL,
    rule_version text NOT NULL,
    occurred_at timestamptz NOT NULL,
    classification text NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id uuid,
    data jsonb NOT NULL,
    UNIQUE (aggregate_id, aggregate_version)
);
CREATE TABLE {s}.outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES {s}.event_log (event_id),
    shard smallint NOT NULL,
    target text,
    not_before timestamptz,
    attempt smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_shard_seq ON {s}.outbox (shard, seq);
CREATE TABLE {s}.outbox_shard (shard smallint PRIMARY KEY);
INSERT INTO {s}.outbox_shard SELECT generate_series(0, 15);
CREATE TABLE {s}.handled (
    reader text NOT NULL,
    event_id uuid NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (reader, event_id)
);
CREATE TABLE {s}.delivery_issue (
    reader text NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    aggregate_id uuid,
    state text NOT NULL,
    attempt integer NOT NULL,
    next_at timestamptz,
    error_class text NOT NULL,
    error text NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    first_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    replays integer NOT NULL DEFAULT 0,
    closed_by text,
    closed_reason text,
    PRIMARY KEY (reader, event_id)
);
CREATE INDEX delivery_issue_due ON {s}.delivery_issue (reader, next_at) WHERE state = 'retrying';
CREATE INDEX delivery_issue_state ON {s}.delivery_issue (state);
CREATE FUNCTION {s}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER event_log_append_only BEFORE UPDATE OR DELETE ON {s}.event_log
    FOR EACH ROW EXECUTE FUNCTION {s}.refuse_change();
CREATE VIEW {s}.facts AS
    SELECT event_id, seq, type, desk_id, aggregate_id, aggregate_version, occurred_at FROM {s}.event_log;
"""

_GRANTS = """
GRANT SELECT, INSERT ON {s}.event_log TO {worker}, {web};
GRANT SELECT, INSERT, UPDATE, DELETE ON {s}.outbox TO {worker}, {web};
GRANT SELECT, UPDATE ON {s}.outbox_shard TO {worker}, {web};
GRANT SELECT, INSERT ON {s}.handled TO {worker};
GRANT SELECT, INSERT, UPDATE ON {s}.delivery_issue TO {worker};
GRANT SELECT ON {s}.facts, {s}.handled, {s}.outbox TO {op_worker}, {op_web};
GRANT SELECT ON {s}.delivery_issue TO {op_worker}, {op_web};
GRANT UPDATE (state, next_at, replays, closed_by, closed_reason, last_at) ON {s}.delivery_issue
    TO {op_web}, {op_worker};
"""


_TABLES_V2 = """
ALTER TABLE {s}.delivery_issue ADD COLUMN aggregate_version integer, ADD COLUMN waiting_for integer,
    ADD COLUMN begun integer NOT NULL DEFAULT 0;
DROP INDEX {s}.delivery_issue_due;
CREATE INDEX delivery_issue_due ON {s}.delivery_issue (reader, next_at) WHERE state IN ('retrying', 'waiting');
CREATE INDEX delivery_issue_waiting ON {s}.delivery_issue (reader, aggregate_id, waiting_for)
    WHERE state = 'waiting';
CREATE TABLE {s}.reader (
    name text PRIMARY KEY,
    begins_at timestamptz NOT NULL,
    paused_at timestamptz,
    paused_by text,
    paused_reason text,
    CONSTRAINT reader_paused_whole CHECK ((paused_at IS NULL) = (paused_by IS NULL))
);
CREATE TABLE {s}.reader_position (
    reader text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (reader, aggregate_id)
);
"""

# The reconciler, or a person through a verb, puts a fact back into the outbox of its teller, for one reader; the
# collector of dead letters writes what fell through the broker's net into the table of the reader it was meant for.
_GRANTS_V2 = """
GRANT SELECT ON {s}.reader TO {worker};
GRANT SELECT, INSERT, UPDATE ON {s}.reader_position TO {worker};
GRANT SELECT ON {s}.reader, {s}.reader_position TO {op_worker}, {op_web};
GRANT UPDATE (paused_at, paused_by, paused_reason) ON {s}.reader TO {op_worker}, {op_web};
GRANT INSERT (event_id, shard, target) ON {s}.outbox TO {op_worker}, {op_web};
GRANT INSERT ON {s}.delivery_issue TO {op_worker};
"""


def run_sql(statements: str) -> None:
    """Run a script of several statements; asyncpg takes them one at a time, so they are split outside of $$."""
    quoted = False
    statement: list[str] = []
    for line in statements.splitlines():
        statement.append(line)
        quoted ^= line.count("$$") % 2 == 1
        if line.rstrip().endswith(";") and not quoted:
            op.execute("\n".join(statement).strip())
            statement = []


def install_messaging_v1(service: str) -> None:
    """Create event_log, outbox, handled and delivery_issue with the rights of *service* and of the operators."""
    run_sql(_TABLES.format(s=service))
    run_sql(_GRANTS.format(s=service, **_roles(service)))


def install_messaging_v2(service: str) -> None:
    """Add the register of readers, their positions, deliveries that wait for a gap, and the reconciler's rights."""
    run_sql(_TABLES_V2.format(s=service))
    run_sql(_GRANTS_V2.format(s=service, **_roles(service)))


def _roles(service: str) -> dict[str, str]:
    return {
        "worker": worker(service),
        "web": web(service),
        "op_worker": worker("operations"),
        "op_web": web("operations"),
    }
