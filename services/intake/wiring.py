"""The only place that builds what intake runs on."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from services.intake.consumers import readers
from services.intake.domain.mail.house import House
from services.intake.domain.sheet.values import SheetsOfDesk
from services.intake.mailbox.door import MailDoor
from services.intake.mailbox.file_pool import PooledFileReader
from services.intake.mailbox.housekeeping import end_pauses, forget_mailboxes, keep_house, watch_desks
from services.intake.mailbox.imap_jobs import mailbox_jobs
from services.intake.mailbox.inspecting import FileInspecting
from services.intake.mailbox.lmtp import LmtpServer, LmtpSettings
from services.intake.mailbox.pool import PRELOAD, PooledReader
from services.intake.mailbox.reading import MailReading
from services.intake.mailbox.sheets import PRELOAD as SHEET_PRELOAD
from services.intake.mailbox.sheets import PooledSheets, ReaderWithSheets, sheets_of
from services.intake.settings import IntakeSettings, read_intake_settings
from services.intake.storage.tables import messaging
from services.intake.storage.work import Work, work_on
from shared.clamd import Clamd
from shared.clock import utc_now
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.runtime.worker import Job, make_worker
from shared.scheme.in_force import SchemesInForce, schemes_of
from shared.scheme.load import load_gateways
from shared.scheme.model import DeskScheme
from shared.settings import ServiceSettings
from shared.workers import Workers

if TYPE_CHECKING:
    from shared.runtime.site import Site

TEMPLATES = Path(__file__).parent / "web" / "templates"
READER_MEMORY_MB = 512
FILE_READERS = 1


def site() -> "Site":
    """Build the pages and doors over HTTP."""
    # Pages are large: the process that reads mail must not pay for them.
    from services.intake.web.doors import Doors, accepting  # noqa: PLC0415 - see above.
    from services.intake.web.pages import CATALOGUE, pages_by_prefix  # noqa: PLC0415 - see above.
    from shared.runtime.site import make_site  # noqa: PLC0415 - see above.

    settings, own = ServiceSettings("intake"), read_intake_settings()
    installation = settings.installation
    schemes = schemes_of(installation)
    keyring = Keyring(installation.master_key)
    most_bytes = max(scheme.form.attachments.max_bytes_total for scheme in schemes.values())
    made = make_site(
        settings,
        schemes,
        templates=[TEMPLATES],
        messaging=messaging,
        labels=CATALOGUE,
        # Files travel as base64 through a gateway, which makes them a third larger.
        max_body_bytes=most_bytes * 7 // 5 + own.max_json_bytes,
    )
    transactions = Transactions(made.engine, lambda connection: work_on(connection, keyring), after_commit=made.wake)
    made.app.state.doors = Doors(
        transactions=transactions,
        accepting=accepting(transactions, utc_now),
        schemes=schemes,
        gateways=load_gateways(installation.desks_folder / "gateways", schemes),
        gateway_secrets=own.gateway_secrets,
        link_secret=installation.link_secret,
        web_url=installation.web_url,
        cookie_secure=installation.cookie_secure,
        max_json_bytes=own.max_json_bytes,
        clock=utc_now,
    )
    for prefix, router in pages_by_prefix():
        made.app.include_router(router, prefix=prefix)
    return made


async def run_worker() -> None:
    """Run the mail door, the reading of mails, the readers and the relay until cancelled."""
    settings, own = ServiceSettings("intake"), read_intake_settings()
    installation = settings.installation
    schemes = schemes_of(installation)
    keyring = Keyring(installation.master_key)
    sheets = sheets_of(installation.desks_folder / "sheets", schemes)
    woken: list[MailReading] = []

    def wake() -> None:
        for one in woken:
            one.wake()

    worker = make_worker(
        settings,
        messaging,
        readers(wake),
        lambda connection: work_on(connection, keyring),
    )
    async with Workers(
        own.readers_at_once, READER_MEMORY_MB, own.read_seconds, preload=(*PRELOAD, *SHEET_PRELOAD)
    ) as workers:
        reading = MailReading(
            worker.transactions,
            ReaderWithSheets(
                PooledReader(workers, partial(house_of, own, schemes)),
                PooledSheets(workers, sheets),
            ),
            schemes,
            utc_now,
            at_once=own.readers_at_once,
            link_secret=installation.link_secret,
        )
        woken.append(reading)
        server = _mail_server(own, MailDoor(worker.transactions, schemes, utc_now, accepted=reading.wake))
        await schemes.catch_up(Transactions(worker.engine, lambda connection: connection))
        await server.start()
        try:
            await worker.run(reading.run, *_chores(own, worker.transactions, schemes, sheets, reading), door=server)
        finally:
            await server.close()


def _chores(
    own: IntakeSettings,
    transactions: Transactions[Work],
    schemes: SchemesInForce,
    sheets: Mapping[str, SheetsOfDesk],
    reading: MailReading,
) -> tuple[Job, ...]:
    return (
        partial(schemes.follow, transactions.engine),
        partial(keep_house, transactions),
        partial(watch_desks, transactions, schemes),
        partial(end_pauses, transactions, schemes, utc_now, wake=reading.wake),
        partial(_look_into_files, own, transactions, schemes, sheets),
        partial(forget_mailboxes, transactions, schemes),
        *mailbox_jobs(own, transactions, schemes, accepted=reading.wake),
    )


async def _look_into_files(
    own: IntakeSettings,
    transactions: Transactions[Work],
    schemes: Mapping[str, DeskScheme],
    sheets: Mapping[str, SheetsOfDesk],
) -> None:
    # A thick file must not keep mails waiting: what files say is read in a process apart.
    async with Workers(FILE_READERS, READER_MEMORY_MB, own.file_seconds, preload=(*PRELOAD, *SHEET_PRELOAD)) as workers:
        scanner = Clamd(own.clamd) if own.clamd else None
        reader, of_sheets = PooledFileReader(workers), PooledSheets(workers, sheets)
        await FileInspecting(transactions, reader, of_sheets, scanner, schemes, utc_now).run()


def house_of(own: IntakeSettings, schemes: Mapping[str, DeskScheme]) -> House:
    """Return what the installation says of itself to whoever reads its mail."""
    addresses = (one for scheme in schemes.values() for one in (*scheme.intake_addresses, scheme.sender.address))
    return own.house(addresses)


def _mail_server(own: IntakeSettings, door: MailDoor) -> LmtpServer:
    limits = LmtpSettings(size_limit_bytes=own.max_mail_bytes, max_recipients=own.max_recipients)
    return LmtpServer(own.lmtp_host, own.lmtp_port, door, limits)
