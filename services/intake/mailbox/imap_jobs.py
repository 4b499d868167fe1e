"""The jobs of the worker that poll mailboxes, one for each desk that has one."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import structlog

from services.intake.domain.mailbox import MailboxTrouble
from services.intake.mailbox.imap import Account
from services.intake.mailbox.imap_polling import FAILING, MailboxPolling, note_trouble
from services.intake.ports import Clock
from services.intake.settings import IntakeSettings
from services.intake.storage.work import Work
from shared.clock import utc_now
from shared.database.transactions import Transactions
from shared.runtime.worker import Job
from shared.scheme.mailbox import Mailbox
from shared.scheme.model import DeskScheme

log = structlog.get_logger()
SAID_AGAIN_SECONDS: Final = 600.0


def mailbox_jobs(
    own: IntakeSettings,
    transactions: Transactions[Work],
    schemes: Mapping[str, DeskScheme],
    *,
    accepted: Callable[[], None],
) -> list[Job]:
    """Return what polls each mailbox, or says that its password is missing."""
    jobs: list[Job] = []
    for scheme in schemes.values():
        if scheme.mailbox is None:
            continue
        polling = polling_of(own, transactions, scheme, accepted=accepted)
        without = partial(miss_password, transactions, scheme, scheme.mailbox, utc_now)
        jobs.append(without if polling is None else polling.run)
    return jobs


def polling_of(
    own: IntakeSettings,
    transactions: Transactions[Work],
    scheme: DeskScheme,
    *,
    accepted: Callable[[], None] = lambda: None,
) -> MailboxPolling | None:
    """Return what polls the mailbox of a desk, or None where there is none, or no password for it."""
    password = own.imap_password(scheme.desk_id)
    if scheme.mailbox is None or password is None:
        return None
    account = Account(mailbox=scheme.mailbox, password=password, certificates=own.imap_ca_file)
    return MailboxPolling(transactions, scheme, account, utc_now, max_mail_bytes=own.max_mail_bytes, accepted=accepted)


async def miss_password(transactions: Transactions[Work], scheme: DeskScheme, mailbox: Mailbox, clock: Clock) -> None:
    """Say again and again until cancelled that a mailbox has no password here, so that somebody sees it."""
    FAILING.labels(desk=scheme.desk_id).set(1)
    while True:
        log.warning("mailbox_without_password", desk_id=scheme.desk_id)
        await note_trouble(transactions, scheme, mailbox, MailboxTrouble.NO_PASSWORD, clock)
        await asyncio.sleep(SAID_AGAIN_SECONDS)
