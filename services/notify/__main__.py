"""Notify: tell the posts of the desk, and write to the proposer."""

from pathlib import Path

from services.notify.consumers import proposer_mail, staff_inbox, webhooks
from shared.service import Service


def service() -> Service:
    """Describe notify to the installation."""
    return Service(
        name="notify",
        purpose="受信箱への知らせと、提案者へのメール",
        migrations=Path(__file__).parent / "storage" / "migrations" / "versions",
        prefixes=("/inbox", "/api/inbox"),
        readers=(staff_inbox().declaration, proposer_mail({}).declaration, webhooks({}).declaration),
        builds_site="services.notify.wiring:site",
        runs_worker="services.notify.wiring:run_worker",
    )
