"""What publication tells the rest of the installation about itself."""

from pathlib import Path

from services.publication.consumers import readers
from shared.service import Service


def service() -> Service:
    """Describe publication; nothing is built or connected."""
    return Service(
        name="publication",
        purpose="受け付けた提案の件数を公開します。",
        migrations=Path(__file__).parent / "storage" / "migrations" / "versions",
        prefixes=("/register",),
        readers=tuple(reader.declaration for reader in readers()),
        builds_site="services.publication.wiring:build_site",
        runs_worker="services.publication.wiring:run_worker",
    )
