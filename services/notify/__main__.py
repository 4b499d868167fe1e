"""Notify: tell the posts of the desk, and write to the proposer."""

from pathlib import Path

from services.notify.consumers import proposer_mail, staff_inbox
from services.notify.wiring import NAME, run_worker, site
from shared.service import Service


def service() -> Service:
    """Describe notify to the installation."""
    return Service(
        name=NAME,
        purpose="受信箱への知らせと、提案者へのメール",
        migrations=Path(__file__).parent / "storage" / "migrations" / "versions",
        prefixes=("/inbox", "/api/inbox"),
        readers=(staff_inbox().declaration, proposer_mail({}).declaration),
        web=site,
        worker=run_worker,
    )
