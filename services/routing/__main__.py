"""What routing tells the installation about itself."""

from pathlib import Path

from services.routing.consumers import readers
from services.routing.wiring import build_site, run_worker
from shared.service import Service


def service() -> Service:
    """Describe routing; nothing is built or connected."""
    return Service(
        name="routing",
        purpose="提案を担当課へ届け、確認から検討結果までを記録します。",
        migrations=Path(__file__).parent / "storage" / "migrations" / "versions",
        prefixes=("/cases", "/signin", "/signout"),
        readers=tuple(reader.declaration for reader in readers({})),
        web=build_site,
        worker=run_worker,
    )
