"""`desk mailbox`: the mailboxes that are polled in place of a mail server."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer

from services.intake.domain.mailbox import MailboxStanding
from services.intake.mailbox.imap import MailboxAway
from services.intake.mailbox.imap_jobs import polling_of
from services.intake.mailbox.imap_polling import Look, mailbox_name
from services.intake.settings import read_intake_settings
from services.intake.storage.work import Work, work_on
from shared.cli.output import AsJson, say, table
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.errors import Missing
from shared.scheme.load import load_schemes
from shared.scheme.model import DeskScheme
from shared.settings import ServiceSettings

T = TypeVar("T")
mailbox_verbs = typer.Typer(
    name="mailbox", help="Mailboxes that are polled in place of a mail server.", no_args_is_help=True
)


class NoMailbox(Missing):
    """No desk here has a mailbox: there is no `[mailbox]` in its file, or no password for it."""


@mailbox_verbs.callback()
def _mailbox() -> None:
    """Mailboxes that are polled in place of a mail server."""


@mailbox_verbs.command(epilog="Example: desk mailbox status --json")
def status(as_json: AsJson = False) -> None:
    """Say of every mailbox when it was looked into last, what lies there, and what is wrong with it."""

    async def look(transactions: Transactions[Work]) -> list[dict[str, Any]]:
        async with transactions.begin() as work:
            standings = await work.mailboxes.standings()
        return [
            _standing(desk, standings.get(mailbox_name(desk.mailbox))) for desk in _polled() if desk.mailbox is not None
        ]

    found = _with_database(look)
    headings = ("desk", "looked_at", "waiting", "taken", "moved", "trouble")
    rows = [[one[name] if one[name] is not None else "-" for name in headings] for one in found]
    say({"mailboxes": found}, as_json=as_json, text=table(rows, headings) if rows else "(none)")


@mailbox_verbs.command(epilog="Example: desk mailbox poll --once --json")
def poll(
    _once: Annotated[bool, typer.Option("--once", help="look once, which is all it does; the worker goes on")] = True,
    as_json: AsJson = False,
) -> None:
    """Look into every mailbox now, and keep and move what lies there. Fails when one could not be looked into."""

    async def look(transactions: Transactions[Work]) -> list[dict[str, Any]]:
        own = read_intake_settings()
        pollings = [(desk, polling_of(own, transactions, desk)) for desk in _polled()]
        return [_looked(desk, await _try(polling.look_once)) for desk, polling in pollings if polling is not None]

    found = _with_database(look)
    if not found:
        raise NoMailbox
    text = "\n".join(
        f"{one['desk']}  {one['trouble'] or '取込み'}  {one['taken']}件（残り {one['waiting']}件）" for one in found
    )
    say({"mailboxes": found}, as_json=as_json, text=text)
    if any(one["trouble"] for one in found):
        raise typer.Exit(1)


def _polled() -> list[DeskScheme]:
    schemes = load_schemes(ServiceSettings("intake").installation.desks_folder)
    return [desk for desk in schemes.values() if desk.mailbox is not None]


async def _try(look: Callable[[], Awaitable[Look]]) -> Look:
    try:
        return await look()
    except MailboxAway as error:
        return Look(trouble=error.trouble)


def _standing(desk: DeskScheme, standing: MailboxStanding | None) -> dict[str, Any]:
    names = ("looked_at", "succeeded_at", "failing_since", "trouble", "waiting", "taken", "moved")
    said = {name: None if standing is None else getattr(standing, name) for name in names}
    return {"desk": desk.desk_id} | said


def _looked(desk: DeskScheme, look: Look) -> dict[str, Any]:
    return {
        "desk": desk.desk_id,
        "taken": look.taken,
        "moved": look.moved,
        "waiting": look.waiting,
        "trouble": None if look.trouble is None else look.trouble.value,
        "elsewhere": look.elsewhere,
    }


def _with_database(do: Callable[[Transactions[Work]], Awaitable[T]]) -> T:
    settings = ServiceSettings("intake")
    keyring = Keyring(settings.installation.master_key)

    async def run() -> T:
        engine = make_engine(settings.worker_url, name="desk-cli", size=2)
        try:
            return await do(Transactions(engine, lambda connection: work_on(connection, keyring)))
        finally:
            await engine.dispose()

    return asyncio.run(run())
