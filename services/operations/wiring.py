"""Where operations is put together: settings in, running service out."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.consumers import DeadLetters
from services.operations.domain.balance import Patience
from services.operations.handlers.balancing import watch_books_once
from services.operations.handlers.house import house_of
from services.operations.handlers.reconciling import reconcile_once
from services.operations.handlers.sweeping import sweep_once
from services.operations.handlers.watching import watch_once
from services.operations.ports import Broker
from services.operations.settings import NAME, OperationsSettings, read_balance_patience, read_operations_settings
from services.operations.storage.management import Management
from services.operations.storage.work import work_on
from services.operations.web.acts import operator_acts
from services.operations.web.labels import CATALOGUE
from services.operations.web.many import many_acts
from services.operations.web.pages import operator_pages
from services.operations.web.readers import reader_pages
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.ending import IN_HAND_SECONDS, ask_to_end
from shared.log import configure_logging
from shared.runtime.checks import database_answers
from shared.runtime.every import every
from shared.runtime.health import health_server
from shared.runtime.site import Site, make_site
from shared.scheme.in_force import schemes_of
from shared.service import services
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

TEMPLATES: Final = Path(__file__).parent / "web" / "templates"
WATCH_SECONDS: Final = 5.0
# The balance compares what came since all was settled; once a day everything.
BALANCE_SECONDS: Final = 60.0
SWEEP_SECONDS: Final = 600.0


def build_site() -> Site:
    """Build the pages of operations; nothing connects before the application starts."""
    settings = ServiceSettings(NAME)
    site = make_site(
        settings, schemes_of(settings.installation), templates=[TEMPLATES], messaging=None, labels=CATALOGUE
    )
    transactions = Transactions(site.engine, work_on(house_of(services())))
    site.app.include_router(many_acts(transactions, utc_now))
    site.app.include_router(reader_pages(transactions, utc_now))
    site.app.include_router(operator_pages(transactions, utc_now, patience=read_balance_patience()))
    site.app.include_router(operator_acts(transactions, utc_now))
    return site


async def run_worker() -> None:
    """Watch the deliveries, sweep what has run out and answer at the health door until cancelled.

    Operations tells and hears nothing, so it needs no relay and no readers; it empties the net below the readers.
    Asked to end, it is not ready any more, finishes the looks it has begun, and closes the health door last.
    """
    settings = read_operations_settings()
    installation = settings.service.installation
    configure_logging(service=NAME, part="worker", level=installation.log_level)
    patience = read_balance_patience()
    engine = make_engine(settings.service.worker_url, name=f"desk-{NAME}-worker", size=4)
    leaving = asyncio.Event()

    async def stays() -> bool:
        return not leaving.is_set()

    server = health_server(
        {"database": database_answers(engine), "staying": stays},
        host=installation.listen_host,
        port=installation.health_port,
    )
    try:
        async with Management(settings.management) as broker, asyncio.TaskGroup() as tasks:
            tasks.create_task(server.serve())
            jobs = [tasks.create_task(job) for job in _jobs(settings, engine, broker, patience)]
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                leaving.set()
                ask_to_end(jobs)
                await asyncio.wait(jobs, timeout=IN_HAND_SECONDS)
    finally:
        # Cancelled in between, the server would leave its socket open.
        if server.started:
            await server.shutdown()
        await engine.dispose()


def _jobs(
    settings: OperationsSettings, engine: AsyncEngine, broker: Broker, patience: Patience
) -> list[Coroutine[Any, Any, None]]:
    house = house_of(services())
    transactions = Transactions(engine, work_on(house))
    sweeping = Transactions(engine, lambda connection: connection)
    pace = settings.pace
    return [
        every(WATCH_SECONDS, lambda: watch_once(transactions, broker, house, at=utc_now()), "watch"),
        every(BALANCE_SECONDS, lambda: watch_books_once(transactions, at=utc_now(), patience=patience), "balance"),
        DeadLetters(transactions, amqp_url=settings.service.amqp_url).run(),
        every(pace.look_seconds, lambda: reconcile_once(transactions, broker, house, pace, at=utc_now()), "reconcile"),
        every(SWEEP_SECONDS, lambda: sweep_once(sweeping, at=utc_now()), "sweep"),
    ]
