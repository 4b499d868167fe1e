"""`desk mail`: deliver, show and list what came through the doors."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import orjson
import typer

from services.intake.cli.acting import as_somebody
from services.intake.cli.decisions import attach, reparse
from services.intake.domain.outcome import Outcome
from services.intake.handlers.correcting import correct_reading
from services.intake.handlers.mail_said import NO_SUBJECT
from services.intake.handlers.mail_view import SeenMail, digests_of, row_for, see_mail
from services.intake.handlers.refusals import NoSuchReading
from services.intake.mailbox.client import MailDoorClient
from services.intake.settings import read_intake_settings
from services.intake.storage.queries import RawRow, newest_raw
from services.intake.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.cli.output import AsJson, AsUser, say, table
from shared.scheme.in_force import schemes_now, schemes_of
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

T = TypeVar("T")
mail = typer.Typer(name="mail", help="What came through the doors of the desk.", no_args_is_help=True)
mail.command(epilog="Example: desk mail attach 0192f0c1-… R8-0012 --as desk-minami --json")(attach)
mail.command(epilog="Example: desk mail reparse --held --as desk-minami --json")(reparse)


@mail.command(epilog="Example: desk mail deliver proposal.eml --json")
def deliver(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="mails as files")],
    to: Annotated[str | None, typer.Option("--to", help="recipient; the desk's first address without it")] = None,
    as_json: AsJson = False,
) -> None:
    """Deliver mails over LMTP; one line per file. Fails when one of them was not kept."""
    own = read_intake_settings()
    recipient = to or _first_address()
    door = MailDoorClient(host=own.lmtp_host, port=own.lmtp_port)
    kept = True
    for file in files:
        handed = door.hand_over(file.read_bytes(), recipient)
        kept = kept and handed.is_kept
        value = {"file": str(file), "reply": handed.reply, "raw_id": handed.raw_id}
        line = orjson.dumps(value).decode() if as_json else f"{file}  {handed.reply}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    if not kept:
        raise typer.Exit(1)


@mail.command(epilog="Example: desk mail show 0192f0c1-… --as admin --json")
def show(
    raw_id: Annotated[UUID, typer.Argument(help="the id in the reply of the door")],
    as_user: AsUser,
    as_json: AsJson = False,
) -> None:
    """Show one message as it was read; the look is recorded."""

    async def look(actor: Actor, work: Work) -> dict[str, Any]:
        return await _shown(await see_mail(actor, raw_id, work, now=utc_now()), work)

    shown = as_somebody(as_user, look)
    say(shown, as_json=as_json, text=_text_of(shown))


@mail.command(epilog="Example: desk mail correct 0192f0c1-… title 買い物支援と見守り --as desk-minami --json")
def correct(
    raw_id: Annotated[UUID, typer.Argument(help="the id in the reply of the door")],
    key: Annotated[str, typer.Argument(help="the field, as `desk mail show --json` names it")],
    words: Annotated[str, typer.Argument(help="what it says; choices by their words, empty to take the reading back")],
    as_user: AsUser,
    as_json: AsJson = False,
) -> None:
    """Correct how one field of a sheet was read; the file stays as it came, and the value before is kept."""
    installation = ServiceSettings("intake").installation

    async def do(actor: Actor, work: Work) -> dict[str, Any]:
        row = await row_for(actor, Action.MAIL_SEE, raw_id, work, now=utc_now())
        if row.proposal_id is None:
            raise NoSuchReading
        scheme = (await schemes_now(installation, work.connection)).desk(row.desk_id)
        await correct_reading(actor, row.proposal_id, key, words, scheme, work, now=utc_now())
        return await _shown(await see_mail(actor, raw_id, work, now=utc_now()), work)

    shown = as_somebody(as_user, do)
    say(shown, as_json=as_json, text=_text_of(shown))


@mail.command("list", epilog="Example: desk mail list --state held --as admin --json")
def list_(
    as_user: AsUser,
    state: Annotated[Outcome | None, typer.Option(help="only messages with this outcome")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List the newest messages, without their contents."""

    async def look(actor: Actor, work: Work) -> list[RawRow]:
        require(actor, Action.HOLDING_LIST)
        return await newest_raw(work.connection, actor.desk_id, outcome=state, limit=limit)

    rows = [shown_row(row) for row in as_somebody(as_user, look)]
    headings = ("raw_id", "received_at", "channel", "state", "receipt")
    text = table([[row[name] or "" for name in headings] for row in rows], headings)
    say(rows, as_json=as_json, text=text)


async def _shown(seen: SeenMail, work: Work) -> dict[str, Any]:
    """Return a message as `desk mail show --json` prints it."""
    digests = await digests_of(seen, work)
    fields = (*seen.content.fields, *seen.contact.written)
    return shown_row(seen.row) | {
        "subject": "" if seen.content.title == NO_SUBJECT else seen.content.title,
        "from_name": seen.contact.name,
        "from_address": seen.contact.email,
        "text": seen.content.text,
        "fields": {one.key: one.value for one in fields},
        "guessed": [one.key for one in fields if one.guessed],
        "corrected": {one.key: [earlier.value for earlier in one.earlier] for one in fields if one.earlier},
        "unread": [{"place": one.place, "text": one.text} for one in seen.content.unread],
        "attachments": [
            {"name": one.name, "type": one.media_type, "size": one.size_bytes, "sha256": digests[one.document_id]}
            for one in seen.files
        ],
        "warnings": list(seen.content.warnings),
    }


def shown_row(row: RawRow) -> dict[str, Any]:
    """Return the row of a message as the commands print it."""
    return {
        "raw_id": str(row.raw_id),
        "received_at": row.received_at.isoformat(),
        "channel": row.channel.value,
        "state": row.outcome.value,
        "detail": row.outcome_detail,
        "receipt": row.receipt,
        "proposal_id": row.proposal_id and str(row.proposal_id),
        "duplicate_of": row.duplicate_of and str(row.duplicate_of),
        "size": row.size_bytes,
    }


def _text_of(shown: Mapping[str, Any]) -> str:
    lines = [f"{name}: {shown[name] or '-'}" for name in ("raw_id", "received_at", "state", "receipt", "subject")]
    lines += [f"from: {shown['from_name']} <{shown['from_address']}>"]
    lines += [f"attachment: {one['name']} ({one['type']}, {one['size']} bytes)" for one in shown["attachments"]]
    lines += [f"warning: {one}" for one in shown["warnings"]]
    return "\n".join([*lines, "", shown["text"]])


def _first_address() -> str:
    return schemes_of(ServiceSettings("intake").installation).front.intake_addresses[0]
