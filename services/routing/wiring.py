"""Where routing is put together: settings in, running service out."""

from functools import partial
from typing import TYPE_CHECKING, Final

from services.routing.consumers import readers
from services.routing.handlers.forgetting import find_forgotten
from services.routing.handlers.ledger.agreements.prolonging import prolong_agreements
from services.routing.handlers.ledger.calls.closing import close_calls
from services.routing.handlers.ledger.watching import watch_ledger
from services.routing.handlers.publishing.asks import LARGEST_PICTURE
from services.routing.handlers.requests import forget_answers
from services.routing.handlers.watching import watch_due_days
from services.routing.storage import tables
from services.routing.storage.work import work_on
from shared.clock import utc_now
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.log import configure_logging
from shared.runtime.every import every
from shared.runtime.worker import make_worker
from shared.scheme.in_force import schemes_of
from shared.settings import ServiceSettings

# Days pass slowly; a minute is soon enough.
CLOCK_SECONDS: Final = 60.0
FORGOTTEN_SECONDS: Final = 600.0
ANSWERS_SECONDS: Final = 3600.0

if TYPE_CHECKING:
    from shared.runtime.site import Site


def build_site() -> "Site":
    """Build the pages of routing, and the sign-in page, which lives where rights are owned."""
    # Pages are large: a process that shows none must not pay for them.
    from services.routing.web.pages import LABELS, TEMPLATES, pages  # noqa: PLC0415 - see above.
    from shared.runtime.site import MEBIBYTE, make_site  # noqa: PLC0415 - see above.

    settings = ServiceSettings("routing")
    schemes = schemes_of(settings.installation)
    keyring = Keyring(settings.installation.master_key)
    site = make_site(
        settings,
        schemes,
        templates=TEMPLATES,
        messaging=tables.messaging,
        labels=LABELS,
        # A picture travels as base64 through the API, which makes it a third larger.
        max_body_bytes=LARGEST_PICTURE * 7 // 5 + MEBIBYTE,
    )
    transactions = Transactions(
        site.engine, lambda connection: work_on(connection, keyring, schemes), after_commit=site.wake
    )
    for router in pages(transactions, schemes, settings.installation):
        site.app.include_router(router)
    return site


async def run_worker() -> None:
    """Run the readers of routing until cancelled."""
    settings = ServiceSettings("routing")
    configure_logging(service="routing", part="worker", level=settings.installation.log_level)
    schemes = schemes_of(settings.installation)
    keyring = Keyring(settings.installation.master_key)
    worker = make_worker(
        settings, tables.messaging, readers(), lambda connection: work_on(connection, keyring, schemes)
    )
    await schemes.catch_up(Transactions(worker.engine, lambda connection: connection))
    await worker.run(
        partial(schemes.follow, worker.engine),
        lambda: every(CLOCK_SECONDS, lambda: watch_due_days(worker.transactions, at=utc_now()), "clock"),
        lambda: every(CLOCK_SECONDS, lambda: watch_ledger(worker.transactions, at=utc_now()), "ledger"),
        lambda: every(CLOCK_SECONDS, lambda: prolong_agreements(worker.transactions, at=utc_now()), "agreements"),
        lambda: every(CLOCK_SECONDS, lambda: close_calls(worker.transactions, at=utc_now()), "calls"),
        lambda: every(FORGOTTEN_SECONDS, lambda: find_forgotten(worker.transactions, at=utc_now()), "forgotten"),
        lambda: every(ANSWERS_SECONDS, lambda: forget_answers(worker.transactions, at=utc_now()), "answers"),
    )
