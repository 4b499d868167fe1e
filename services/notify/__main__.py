"""Notify: tell the posts of the desk, and write to the proposer."""

from pathlib import Path

from services.notify.consumers import attendee_mail, media_mail, proposer_mail, staff_inbox, webhooks
from shared.service import Service


def service() -> Service:
    """Describe notify to the installation."""
    return Service(
        name="notify",
        purpose="受信箱への知らせと、提案者へのメール",
        migrations=Path(__file__).parent / "storage" / "migrations" / "versions",
        prefixes=("/inbox", "/api/inbox"),
        readers=tuple(
            one.declaration
            for one in (staff_inbox(), proposer_mail({}), attendee_mail({}), media_mail({}), webhooks({}))
        ),
        builds_site="services.notify.wiring:site",
        runs_worker="services.notify.wiring:run_worker",
    )
