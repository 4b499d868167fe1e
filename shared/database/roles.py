"""The roles of the database: per service an owner, a worker and a web role, and nothing else may log in."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

SERVICES = ("intake", "routing", "notify", "publication", "operations")


def owner(service: str) -> str:
    """Return the role that owns a service's tables; it cannot log in."""
    return f"desk_{service}"


def worker(service: str) -> str:
    """Return the role of a service's worker processes."""
    return f"desk_{service}_worker"


def web(service: str) -> str:
    """Return the role of a service's pages: not owner, subject to row-level security."""
    return f"desk_{service}_web"


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


async def create_roles(connection: AsyncConnection, passwords: Mapping[str, str]) -> None:
    """Create or update every role and schema; *passwords* is by role name. May be repeated."""
    for service in SERVICES:
        names = {owner(service): "NOLOGIN", worker(service): "LOGIN", web(service): "LOGIN"}
        for role, login in names.items():
            exists = await connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
            verb = "ALTER" if exists else "CREATE"
            secret = f" PASSWORD {_literal(passwords[role])}" if login == "LOGIN" else ""
            # As it stands, for `text` would take a colon in a password for a parameter.
            await connection.exec_driver_sql(f'{verb} ROLE "{role}" NOSUPERUSER NOBYPASSRLS {login}{secret}')
    for schema in ("access", *SERVICES):
        schema_owner = owner("routing") if schema == "access" else owner(schema)
        await connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}" AUTHORIZATION "{schema_owner}"'))
        for service in SERVICES:
            roles = f'"{owner(service)}", "{worker(service)}", "{web(service)}"'
            await connection.execute(text(f'GRANT USAGE ON SCHEMA "{schema}" TO {roles}'))
