"""`desk letters`: messages that belonged to no reader, kept byte for byte."""

from typing import Annotated, Any
from uuid import UUID

import typer

from services.operations.cli.acting import as_person, looking
from services.operations.domain.delivery import UNSHOWN, plain
from services.operations.domain.letters import Letter
from services.operations.handlers.letters import close_letter
from services.operations.storage.work import Work
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now

letters_verbs = typer.Typer(name="letters", help="Messages that belonged to no reader.", no_args_is_help=True)
_LIMIT = 1000


@letters_verbs.callback()
def _letters() -> None:
    """Messages that belonged to no reader."""


@letters_verbs.command("list", epilog="Example: desk letters list --json   |   desk letters list --all")
def list_(
    closed: Annotated[bool, typer.Option("--all", help="Closed ones, too.")] = False, as_json: AsJson = False
) -> None:
    """List kept messages; ids and for whom, no content: that stays in operations.dead_letter for a developer."""

    async def look(work: Work) -> list[Letter]:
        return await work.letters.list(only_open=not closed, limit=_LIMIT)

    found = [_letter_json(one) for one in looking(look)]
    rows = [(one["kept_at"][:19], one["letter_id"], one["for"], one["closed_at"] or "-") for one in found]
    text = table(rows, ("SINCE", "LETTER_ID", "FOR", "CLOSED")) if rows else "(none)"
    say({"letters": found}, as_json=as_json, text=text)


@letters_verbs.command("close", epilog="Example: desk letters close 0199… --reason 旧版の残り --as operator --json")
def close(
    letter_id: Annotated[UUID, typer.Argument(metavar="LETTER_ID", help="id of the kept message")],
    as_user: AsUser,
    reason: Annotated[str, typer.Option(help="why; kept for ever, so no names and no content")],
    as_json: AsJson = False,
) -> None:
    """Note that a kept message has been dealt with; it stays kept, and its incident closes."""

    async def act(work: Work, actor: Actor) -> Letter:
        return await close_letter(work, actor, letter_id, reason=reason, at=utc_now())

    said = _letter_json(as_person(as_user, act))
    say(said, as_json=as_json, text=f"{letter_id}  終了しました。")


def _letter_json(one: Letter) -> dict[str, Any]:
    return {
        "letter_id": str(one.letter_id),
        # A message put there by hand may name anything.
        "for": plain(one.routing_key, otherwise=UNSHOWN),
        "event_id": str(one.event_id),
        "kept_at": one.kept_at.isoformat(),
        "closed_at": one.closed_at and one.closed_at.isoformat(),
        "closed_reason": one.closed_reason,
    }
