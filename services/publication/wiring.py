"""Where publication is put together: settings in, running service out."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.consumers import readers
from services.publication.ports import Work
from services.publication.storage.tables import messaging
from services.publication.storage.work import work_on
from services.publication.web.labels import LABELS
from services.publication.web.register import Desk, register_pages
from shared.database.transactions import DatabaseActor, Transactions
from shared.log import configure_logging
from shared.runtime.site import Site, make_site
from shared.runtime.worker import make_worker
from shared.scheme.in_force import schemes_of
from shared.settings import ServiceSettings

TEMPLATES = Path(__file__).parent / "web" / "templates"


def build_site() -> Site:
    """Build the public register; its pages tell no facts, so no relay runs beside them."""
    settings = ServiceSettings("publication")
    schemes = schemes_of(settings.installation)
    site = make_site(settings, schemes, templates=[TEMPLATES], messaging=None, labels=LABELS)
    transactions = Transactions(site.engine, _itself)

    def begin() -> AbstractAsyncContextManager[AsyncConnection]:
        return transactions.begin(DatabaseActor())

    def desks() -> list[Desk]:
        return [Desk(desk_id=scheme.desk_id, name=scheme.name) for scheme in schemes.values()]

    site.app.include_router(register_pages(begin, desks))
    return site


async def run_worker() -> None:
    """Run the reader of publication until cancelled."""
    settings = ServiceSettings("publication")
    configure_logging(service="publication", part="worker", level=settings.installation.log_level)
    await make_worker(settings, messaging, readers(), _work, tells=False).run()


def _itself(connection: AsyncConnection) -> AsyncConnection:
    return connection


def _work(connection: AsyncConnection) -> Work:
    return work_on(connection)
