"""Intake: the doors of the desk."""

from pathlib import Path

from services.intake.consumers import call_reader, parse_mail_reader, progress_reader, publications_reader
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
            "/gateway",
            "/status",
            "/holding",
            "/mail",
            "/files",
            "/pause",
        ),
        readers=(
            parse_mail_reader(lambda: None).declaration,
            progress_reader().declaration,
            call_reader().declaration,
            publications_reader().declaration,
        ),
        builds_site="services.intake.wiring:site",
        runs_worker="services.intake.wiring:run_worker",
    )
