"""The tables of content, as a service's first migration creates them (version 1, frozen)."""

from collections.abc import Iterable

from alembic import op

from shared.database.roles import web, worker
from shared.documents.kinds import DocumentKind
from shared.messaging.install import run_sql

_TABLES = """
CREATE TABLE {s}.keeper (
    keeper_id uuid NOT NULL,
    kind text NOT NULL,
    desk_id text NOT NULL,
    wrapped_key bytea,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    destroyed_at timestamptz,
    PRIMARY KEY (keeper_id, kind)
);
CREATE TABLE {s}.document (
    document_id uuid PRIMARY KEY,
    desk_id text NOT NULL,
    kind text NOT NULL,
    keeper_id uuid NOT NULL,
    position integer NOT NULL DEFAULT 0,
    media_type text NOT NULL,
    size_bytes integer NOT NULL,
    address bytea NOT NULL,
    sealed_name bytea,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX document_keeper ON {s}.document (keeper_id, kind);
CREATE TABLE {s}.document_key (
    document_id uuid NOT NULL REFERENCES {s}.document (document_id),
    keeper_id uuid NOT NULL,
    keeper_kind text NOT NULL,
    wrapped_key bytea NOT NULL,
    PRIMARY KEY (document_id, keeper_id, keeper_kind)
);
CREATE INDEX document_key_keeper ON {s}.document_key (keeper_id);
ALTER TABLE {s}.document ENABLE ROW LEVEL SECURITY;
ALTER TABLE {s}.document FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON {s}.keeper, {s}.document_key TO {worker}, {web};
GRANT UPDATE, DELETE ON {s}.keeper, {s}.document_key TO {worker};
GRANT SELECT, INSERT ON {s}.document TO {worker}, {web};
CREATE POLICY worker_all ON {s}.document TO {worker} USING (true) WITH CHECK (true);
CREATE POLICY web_writes ON {s}.document FOR INSERT TO {web} WITH CHECK (current_setting('desk.kind', true) <> '');
CREATE POLICY web_reads ON {s}.document FOR SELECT TO {web} USING (
    (current_setting('desk.kind', true) = 'staff' AND desk_id = current_setting('desk.desk', true){of_role})
    OR (current_setting('desk.kind', true) = 'proposer'
        AND keeper_id::text = current_setting('desk.proposal', true)
        AND kind IN ('proposal', 'attachment', 'note_to_proposer'))
);
"""

_OF_ROLE = """
        AND string_to_array(current_setting('desk.roles', true), ',') && ARRAY[{roles}]"""

_READER = """
GRANT SELECT ON {s}.keeper, {s}.document_key, {s}.document TO {worker}, {web};
CREATE POLICY {reader}_worker_reads ON {s}.document FOR SELECT TO {worker} USING (kind IN ({kinds}));
CREATE POLICY {reader}_web_reads ON {s}.document FOR SELECT TO {web} USING (
    kind IN ({kinds}) AND current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
);
"""

_READS_MORE = """
ALTER POLICY {reader}_worker_reads ON {s}.document USING (kind IN ({kinds}));
ALTER POLICY {reader}_web_reads ON {s}.document USING (
    kind IN ({kinds}) AND current_setting('desk.kind', true) = 'staff'
    AND desk_id = current_setting('desk.desk', true)
);
"""


def install_documents_v1(service: str, *, staff_roles: Iterable[str] = ()) -> None:
    """Create keeper, document and document_key with forced row-level security for *service*.

    Signed-in people of the desk open its documents on the service's pages, only those with one of
    *staff_roles* where any are named; what came through a door cannot be opened by the door.
    """
    listed = ", ".join(f"'{role}'" for role in sorted(staff_roles))
    of_role = _OF_ROLE.format(roles=listed) if listed else ""
    run_sql(_TABLES.format(s=service, worker=worker(service), web=web(service), of_role=of_role))


def let_read_more(service: str, reader: str, kinds: Iterable[DocumentKind]) -> None:
    """Let a service that opens documents already open those of *kinds*, and no others."""
    listed = ", ".join(f"'{kind.value}'" for kind in sorted(kinds))
    run_sql(_READS_MORE.format(s=service, reader=reader, kinds=listed))


def let_read(service: str, reader: str, kinds: Iterable[DocumentKind]) -> None:
    """Let another service open documents of *kinds*; what is not named stays shut."""
    listed = ", ".join(f"'{kind.value}'" for kind in sorted(kinds))
    op.execute(f'GRANT USAGE ON SCHEMA {service} TO "{worker(reader)}", "{web(reader)}"')
    run_sql(_READER.format(s=service, reader=reader, worker=worker(reader), web=web(reader), kinds=listed))
