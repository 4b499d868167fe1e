"""The only place that builds what notify runs on."""

import hmac
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.consumers import attendee_mail, media_mail, proposer_mail, staff_inbox, webhooks
from services.notify.domain.mail import Brake
from services.notify.handlers.alarming import Alarming
from services.notify.handlers.gathering import Gathering
from services.notify.handlers.office import Office
from services.notify.handlers.sending import Bell, Mailer
from services.notify.handlers.telling import Schemes
from services.notify.handlers.webhooks import Messenger
from services.notify.mailer.posting import HttpLine
from services.notify.mailer.smtp import SmtpServer
from services.notify.settings import read_notify_settings
from services.notify.storage.tables import MESSAGING
from services.notify.storage.work import Work, work_on
from services.notify.web.labels import CATALOGUE
from services.notify.web.routes import inbox_router
from services.notify.web.webhooks import WebhookAccess, webhook_pages
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.runtime.site import Site, make_site
from shared.runtime.worker import make_worker
from shared.scheme.in_force import schemes_of
from shared.settings import Installation, ServiceSettings
from shared.web.pages import utc_now

NAME: Final = "notify"
TEMPLATES: Final = Path(__file__).parent / "web" / "templates"


def site() -> Site:
    """Build the inbox and the list of mails; nothing connects before the application starts."""
    settings = ServiceSettings(NAME)
    schemes = schemes_of(settings.installation)
    built = make_site(settings, schemes, templates=[TEMPLATES], messaging=None, labels=CATALOGUE)
    built.app.include_router(inbox_router(Transactions(built.engine, _as_it_is), schemes))
    keyring = Keyring(settings.installation.master_key)
    working = Transactions(built.engine, lambda connection: work_on(connection, keyring))
    built.app.include_router(webhook_pages(WebhookAccess(transactions=working, schemes=schemes)))
    return built


async def run_worker() -> None:
    """Run the readers, the mailer, the relay and the health door until cancelled."""
    settings = ServiceSettings(NAME)
    own = read_notify_settings()
    schemes = schemes_of(settings.installation)
    keyring = Keyring(settings.installation.master_key)

    bell = Bell()

    def make_work(connection: AsyncConnection) -> Work:
        return work_on(connection, keyring, mail_recorded=bell.recorded, mail_stale_after=own.stale_after)

    worker = make_worker(
        settings,
        MESSAGING,
        [staff_inbox(), proposer_mail(schemes), attendee_mail(schemes), media_mail(schemes), webhooks(schemes)],
        make_work,
        after_commit=bell.committed,
        # The mailer tells that mails have left; what the readers write is for pages and for the mailer.
        readers_tell=False,
    )
    mailer = Mailer(
        worker.transactions,
        SmtpServer(own.relay),
        office_of(settings.installation, schemes, brake=own.brake),
        at_once=own.mails_at_once,
        pace=own.pace,
        patience_seconds=own.patience_seconds,
        bell=bell,
    )
    gathering = Gathering(worker.transactions, schemes, clock=utc_now, gathered=own.gathered)
    alarming = Alarming(worker.transactions, schemes, clock=utc_now)
    messenger = Messenger(
        transactions=worker.transactions,
        line=HttpLine(certificates=own.webhook_ca_file),
        schemes=schemes,
        secrets=own.webhook_secrets,
        clock=utc_now,
    )
    await schemes.catch_up(Transactions(worker.engine, _as_it_is))
    await worker.run(mailer.run, gathering.run, alarming.run, messenger.run, partial(schemes.follow, worker.engine))


def office_of(installation: Installation, schemes: Schemes, *, brake: Brake) -> Office:
    """Return what the mailer knows of the house."""
    return Office(
        schemes=schemes,
        link_secret=installation.link_secret,
        # A key of its own: the marks by which addresses are counted must open no link.
        address_key=hmac.digest(installation.link_secret.encode(), b"notify address marks", "sha256"),
        web_url=installation.web_url.rstrip("/"),
        brake=brake,
        clock=utc_now,
    )


def _as_it_is(connection: AsyncConnection) -> AsyncConnection:
    return connection
