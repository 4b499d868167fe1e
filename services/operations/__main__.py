"""What operations tells the installation about itself."""

from pathlib import Path

from shared.service import Service


def service() -> Service:
    """Describe operations; nothing is built or connected."""
    return Service(
        name="operations",
        purpose="配送の状況を見守り、止まったものを見つけて、やり直しや中止を記録します。",
        migrations=Path(__file__).parent / "storage" / "migrations" / "versions",
        prefixes=("/operations",),
        builds_site="services.operations.wiring:build_site",
        runs_worker="services.operations.wiring:run_worker",
    )
