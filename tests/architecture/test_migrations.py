from importlib import import_module
from itertools import pairwise
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.access import tables as access
from shared.database.roles import SERVICES

SCHEMAS = ("access", *SERVICES)
PROJECT = Path(__file__).parents[2]
# Those of earlier releases: what comes after them may be anything.
RELEASED_POSTS: frozenset[str] = frozenset({"0010_post_suggestions.py"})


def declared(schema: str) -> MetaData:
    """Return what the code believes about one schema."""
    if schema == "access":
        return access.metadata
    package = import_module(f"services.{schema}")
    names = [one.name for one in walk_packages(package.__path__, package.__name__ + ".")]
    if f"services.{schema}.storage.tables" not in names:
        return MetaData(schema=schema)
    found: MetaData = import_module(f"services.{schema}.storage.tables").metadata
    return found


def differences(connection: Connection, schema: str) -> list[Any]:
    def in_schema(name: str | None, kind: str, _parents: object) -> bool:
        return name == schema if kind == "schema" else name != "schema_version"

    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": True,
            "include_schemas": True,
            "include_name": in_schema,
            "version_table": "schema_version",
            "version_table_schema": schema,
        },
    )
    return list(compare_metadata(context, declared(schema)))


def test_what_older_processes_need_goes_only_after_all_they_can_live_with() -> None:
    chains: dict[Path, list[Path]] = {}
    for place in ("services", "shared"):
        for revision in sorted((PROJECT / place).rglob("migrations/**/[0-9][0-9][0-9][0-9]_*.py")):
            chains.setdefault(revision.parent, []).append(revision)

    early = [
        posted.name
        for chain in chains.values()
        for posted, after in pairwise(chain)
        if "_post_" in posted.name and "_post_" not in after.name and posted.name not in RELEASED_POSTS
    ]

    assert len(chains) >= len(SERVICES)
    assert early == []


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_the_tables_are_what_the_code_believes(admin: AsyncEngine, schema: str) -> None:
    async with admin.connect() as connection:
        found = await connection.run_sync(differences, schema)

    assert found == []


async def test_the_comparison_would_find_a_difference(admin: AsyncEngine) -> None:
    async with admin.connect() as connection:
        await connection.execute(text("ALTER TABLE routing.outbox ALTER COLUMN attempt TYPE integer"))
        await connection.execute(text("DROP INDEX routing.outbox_shard_seq"))
        await connection.execute(text("ALTER TABLE routing.desk_case ADD COLUMN idea text"))
        found = await connection.run_sync(differences, "routing")

    assert len(found) == 3


async def test_whatever_is_enabled_is_also_forced_and_nothing_belongs_to_a_login(admin: AsyncEngine) -> None:
    async with admin.connect() as connection:
        half = await connection.scalars(
            text(
                "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = ANY(:schemas) AND c.relrowsecurity <> c.relforcerowsecurity"
            ),
            {"schemas": list(SCHEMAS)},
        )
        owned = await connection.scalars(
            text(
                "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " JOIN pg_roles r ON r.oid = c.relowner WHERE n.nspname = ANY(:schemas) AND r.rolcanlogin"
            ),
            {"schemas": list(SCHEMAS)},
        )

        assert half.all() == []
        assert owned.all() == []
