"""Bring one schema to the newest revision of its owner."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

ENVIRONMENT = Path(__file__).parent / "alembic"


def alembic_config(schema: str, versions: Path) -> Config:
    """Return the configuration of one schema's migrations; all share one environment script."""
    config = Config()
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "newline")
    config.attributes["schema"] = schema
    return config


async def migrate(connection: AsyncConnection, *, schema: str, versions: Path, role: str) -> None:
    """Run what is missing as the schema's owner *role*, in the caller's transaction."""

    def upgrade(sync: Connection) -> None:
        config = alembic_config(schema, versions)
        config.attributes["connection"] = sync
        command.upgrade(config, "head")

    await connection.execute(text(f'SET LOCAL ROLE "{role}"'))
    await connection.run_sync(upgrade)
    await connection.execute(text("RESET ROLE"))
