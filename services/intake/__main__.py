"""Intake: the doors of the desk."""

from pathlib import Path

from services.intake.consumers import readers
from shared.service import Service


def service() -> Service:
    """Describe intake to the installation."""
    return Service(
        name="intake",
        purpose="提案の受付（メール・フォーム・API・連携）",
        migrations=Path(__file__).parent / "storage" / "migrations",
        prefixes=(
            "/",
            "/desks",
            "/propose",
            "/import",
            "/entry",
            "/api/proposals",
            "/api/wishes",
            "/gateway",
            "/status",
            "/attend",
            "/attendance",
            "/holding",
            "/mail",
            "/files",
            "/pause",
        ),
        readers=tuple(one.declaration for one in readers(lambda: None)),
        builds_site="services.intake.wiring:site",
        runs_worker="services.intake.wiring:run_worker",
    )
