"""What routing tells the installation about itself."""

from pathlib import Path

from services.routing.consumers import readers
from shared.ledger_numbers import PATHS
from shared.service import Service


def service() -> Service:
    """Describe routing; nothing is built or connected."""
    return Service(
        name="routing",
        purpose="提案を担当課へ届け、確認から検討結果までを記録します。",
        migrations=Path(__file__).parent / "storage" / "migrations" / "versions",
        prefixes=(
            "/cases",
            "/api/cases",
            "/api/openapi.json",
            "/offers",
            "/parties",
            "/papers",
            "/ledger",
            "/calendar",
            "/lessons",
            "/signin",
            "/signout",
            *(f"{door}/{kind}" for kind in PATHS.values() for door in ("", "/api")),
        ),
        readers=tuple(reader.declaration for reader in readers()),
        builds_site="services.routing.wiring:build_site",
        runs_worker="services.routing.wiring:run_worker",
    )
