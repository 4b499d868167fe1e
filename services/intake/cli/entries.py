"""`desk proposal`: write down what came over the counter, by telephone, fax or post."""

import hashlib
import mimetypes
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from services.intake.domain.file_names import safe_name
from services.intake.domain.reception import CHANNEL, Reception, reception_of, values_of
from services.intake.domain.strict_json import read_object
from services.intake.handlers.entering import WrittenDown
from services.intake.handlers.proposing import SaidFile
from services.intake.handlers.refusals import FormIncomplete
from services.intake.storage.work import Work, work_on
from services.intake.web.doors import accepting
from services.intake.web.reading import check_sizes, values_of_json
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.cli.acting import with_transactions
from shared.cli.output import AsJson, AsUser, say
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.errors import Invalid
from shared.events import Channel
from shared.events.who import by_account
from shared.japanese.era import day_in_japan, parse_day
from shared.scheme.in_force import schemes_now
from shared.scheme.model import DeskScheme
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

proposal_verbs = typer.Typer(name="proposal", help="Proposals staff write down for others.", no_args_is_help=True)


class Way(StrEnum):
    """The ways in that staff write down."""

    COUNTER = Channel.COUNTER.value
    TELEPHONE = Channel.TELEPHONE.value
    FAX = Channel.FAX.value
    PAPER = Channel.PAPER.value


_OCTETS: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was brought on the command line."""

    content: bytes = field(repr=False)
    way: Way
    received_on: str
    received_by: str | None = field(repr=False)
    files: tuple[SaidFile, ...] = field(repr=False)


@proposal_verbs.callback()
def proposals() -> None:
    """Proposals staff write down for others."""


@proposal_verbs.command(
    epilog="Example: desk proposal enter --file call.json --channel telephone --as desk-minami --json"
)
def enter(
    file: Annotated[Path, typer.Option("--file", exists=True, dir_okay=False, help="JSON: the form's fields by key")],
    channel: Annotated[Way, typer.Option("--channel", help="which way it came")],
    as_user: AsUser,
    received_on: Annotated[str, typer.Option(metavar="DAY", help="2026-11-20 or R8.11.20; today without it")] = "",
    received_by: Annotated[str | None, typer.Option(metavar="NAME", help="the person of --as without it")] = None,
    attach: Annotated[list[Path] | None, typer.Option(exists=True, dir_okay=False, help="a scan, any number")] = None,
    as_json: AsJson = False,
) -> None:
    """Accept what a person told, sent or brought, and print its receipt; the same file again makes no second one.

    Needed are a title and a summary; without an address for mail nobody is written to, and the status address is
    yours to hand over.
    """
    sheet = Sheet(
        content=file.read_bytes(),
        way=channel,
        received_on=received_on,
        received_by=received_by,
        files=tuple(_said(one) for one in attach or ()),
    )
    settings = ServiceSettings("intake")
    keyring = Keyring(settings.installation.master_key)

    async def run(actor: Actor, transactions: Transactions[Work]) -> dict[str, Any]:
        async with transactions.begin() as work:
            schemes = await schemes_now(settings.installation, work.connection)
        return await entered(sheet, actor, schemes.desk(actor.desk_id), transactions)

    found = with_transactions(settings.web_url, as_user, lambda connection: work_on(connection, keyring), run)
    say(found, as_json=as_json, text=f"{found['receipt']}  {found['received_on']}  {found['proposal_id']}")


async def entered(sheet: Sheet, actor: Actor, scheme: DeskScheme, transactions: Transactions[Work]) -> dict[str, Any]:
    """Return the receipt of what was written down; raise NotAllowed, NotJson, FormIncomplete or TooMuchAttached."""
    require(actor, Action.PROPOSAL_ENTER)
    reception = _reception(sheet, actor)
    check_sizes([len(one.content) for one in sheet.files], scheme.form.attachments)
    today = reception.received_on
    answers = values_of_json(read_object(sheet.content))
    written = WrittenDown(
        scheme=scheme,
        reception=reception,
        values=answers | values_of(reception, today=today, by=reception.received_by),
        actor=by_account(actor.account_id),
        key=_key(sheet, reception),
        files=sheet.files,
    )
    if wrong := written.wrong:
        raise FormIncomplete(wrong)
    accepted = await accepting(transactions, utc_now).do(written.filled())
    return {
        "receipt": accepted.receipt,
        "proposal_id": str(accepted.proposal_id),
        "channel": reception.channel.value,
        "received_on": reception.received_on.isoformat(),
        "again": accepted.again,
    }


def _reception(sheet: Sheet, actor: Actor) -> Reception:
    today = day_in_japan(utc_now())
    day = parse_day(sheet.received_on) if sheet.received_on else today
    if day is None:
        raise Invalid("the day cannot be read", public="受付日を読み取れません（例：2026-11-20）。")
    by = actor.display_name if sheet.received_by is None else sheet.received_by
    said = values_of(None, today=day, by=by) | {CHANNEL: sheet.way.value}
    reception, wrong = reception_of(said, today=today)
    if reception is None:
        raise FormIncomplete(wrong)
    return reception


def _key(sheet: Sheet, reception: Reception) -> str:
    parts = [sheet.content, reception.channel.value.encode(), reception.received_on.isoformat().encode()]
    parts += [one.content for one in sheet.files]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _said(path: Path) -> SaidFile:
    media_type = mimetypes.guess_type(path.name)[0] or _OCTETS
    return SaidFile(name=safe_name(path.name), media_type=media_type, content=path.read_bytes())
