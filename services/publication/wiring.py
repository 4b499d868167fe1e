"""Where publication is put together: settings in, running service out."""

from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.consumers import readers
from services.publication.handlers.announcing import announce_what_is_seen
from services.publication.ports import Work
from services.publication.storage.tables import messaging
from services.publication.storage.work import work_on
from services.publication.web.desk import Register
from services.publication.web.labels import LABELS
from services.publication.web.register import register_pages
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.log import configure_logging
from shared.runtime.every import every
from shared.runtime.site import Site, make_site
from shared.runtime.worker import Worker, make_worker
from shared.scheme.in_force import schemes_of
from shared.settings import ServiceSettings

TEMPLATES: Final = Path(__file__).parent / "web" / "templates"
# How soon it is told that something is seen; it is seen without that.
LOOK_SECONDS: Final = 0.5


def build_site() -> Site:
    """Build the public register; its pages tell no facts, so no relay runs beside them."""
    settings = ServiceSettings("publication")
    schemes = schemes_of(settings.installation)
    site = make_site(settings, schemes, templates=[TEMPLATES], messaging=None, labels=LABELS)
    transactions = Transactions(site.engine, _itself)
    register = Register(begin=transactions.begin, schemes=schemes, web_url=settings.installation.web_url.rstrip("/"))
    site.app.include_router(register_pages(register))
    return site


async def run_worker() -> None:
    """Run the readers of publication, and tell what is seen, until cancelled."""
    settings = ServiceSettings("publication")
    configure_logging(service="publication", part="worker", level=settings.installation.log_level)
    keyring = Keyring(settings.installation.master_key)

    def make_work(connection: AsyncConnection) -> Work:
        return work_on(connection, keyring)

    # Its job tells; what the readers write is for the pages and for the job.
    worker = make_worker(settings, messaging, readers(), make_work, readers_tell=False)
    await worker.run(partial(every, LOOK_SECONDS, partial(_announce, worker), "announce"))


async def _announce(worker: Worker[Work]) -> None:
    async with worker.transactions.begin() as work:
        await announce_what_is_seen(work)


def _itself(connection: AsyncConnection) -> AsyncConnection:
    return connection
