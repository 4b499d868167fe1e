"""`desk files`: how far each file of a proposal can be trusted, the set for cleaning, and the way back."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from services.intake.domain.files.bundle import Returned, refused_lines
from services.intake.handlers.cleaning import FileLine, FilesOf, bundle_files, list_files, take_back
from services.intake.storage.work import Work, work_on
from shared.access.actor import Actor
from shared.cli.acting import as_person
from shared.cli.output import AsJson, AsUser, say, table
from shared.documents import Keyring
from shared.files import STATE_WORDS
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

T = TypeVar("T")
Receipt = Annotated[str, typer.Argument(help="receipt number, e.g. R8-0001")]
files_verbs = typer.Typer(name="files", help="The files that came with a proposal.", no_args_is_help=True)


@files_verbs.command("list", epilog="Example: desk files list R8-0001 --as desk-minami --json")
def list_(receipt: Receipt, as_user: AsUser, as_json: AsJson = False) -> None:
    """List the files with what was found in each; the look is recorded."""

    async def do(actor: Actor, work: Work) -> FilesOf:
        return await list_files(actor, receipt, work, now=utc_now())

    rows = [_line(one) for one in _acting(as_user, do).files]
    text = table([(row["name"], row["type"], row["state"], row["reason"]) for row in rows], _HEADINGS)
    say(rows, as_json=as_json, text=text)


@files_verbs.command(epilog="Example: desk files bundle R8-0001 -o out.zip --as desk-minami --json")
def bundle(
    receipt: Receipt,
    as_user: AsUser,
    output: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help="the ZIP to write")],
    as_json: AsJson = False,
) -> None:
    """Write the originals into one ZIP for a cleaning gateway; suspect ones are named in its manifest and left out."""

    async def do(actor: Actor, work: Work) -> tuple[bytes, FilesOf]:
        return await bundle_files(actor, receipt, work, now=utc_now())

    content, listed = _acting(as_user, do)
    output.write_bytes(content)
    value = {"file": str(output), "size": len(content), "files": [_line(one) for one in listed.files]}
    say(value, as_json=as_json, text=f"{output}  {len(listed.files)} files")


@files_verbs.command("return", epilog="Example: desk files return R8-0001 cleaned.zip --as desk-minami --json")
def return_(
    receipt: Receipt,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="the ZIP that came back")],
    as_user: AsUser,
    as_json: AsJson = False,
) -> None:
    """Keep the clean copies beside their originals. Fails when nothing in the ZIP could be taken."""
    content = file.read_bytes()

    async def do(actor: Actor, work: Work) -> Returned:
        return await take_back(actor, receipt, content, work, now=utc_now())

    returned = _acting(as_user, do)
    refused = list(refused_lines(returned))
    taken = [{"document_id": str(one.original_id), "name": one.name} for one in returned.copies]
    text = "\n".join(
        [*(f"taken: {one['name']}" for one in taken), *(f"refused: {one['name']} ({one['reason']})" for one in refused)]
    )
    say({"taken": taken, "refused": refused}, as_json=as_json, text=text)
    if not taken:
        raise typer.Exit(1)


_HEADINGS = ("name", "type", "state", "reason")


def _line(one: FileLine) -> dict[str, Any]:
    return {
        "document_id": str(one.document_id),
        "name": one.name,
        "type": one.media_type,
        "size": one.size_bytes,
        "state": one.state.value,
        "state_words": STATE_WORDS[one.state],
        "reason": one.row.reason.value,
        "findings": [finding.value for finding in one.row.findings],
        "signature": one.row.signature,
        "cleaned": one.copy_id is not None,
    }


def _acting(user: str, do: Callable[[Actor, Work], Awaitable[T]]) -> T:
    settings = ServiceSettings("intake")
    keyring = Keyring(settings.installation.master_key)
    return as_person(settings.web_url, user, lambda connection: work_on(connection, keyring), do)
