"""`desk readers`: which readers there are, and stopping one for a while."""

from typing import Annotated, Any

import typer

from services.operations.cli.acting import as_person, looking
from services.operations.cli.shown import pause_json
from services.operations.domain.queues import Pause, WatchedReader
from services.operations.handlers import pausing
from services.operations.handlers.seeing import see_pauses
from services.operations.storage.work import Work
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now

Name = Annotated[str, typer.Argument(metavar="NAME", help="name of the reader, such as routing.cases")]

readers_verbs = typer.Typer(name="readers", help="Readers, and stopping one for a while.", no_args_is_help=True)


@readers_verbs.callback()
def _readers() -> None:
    """Readers, and stopping one for a while."""


@readers_verbs.command("list", epilog="Example: desk readers list --json")
def list_(as_json: AsJson = False) -> None:
    """List every reader with its purpose and, where it stands still, since when, by whom and why."""

    async def look(work: Work) -> tuple[tuple[WatchedReader, ...], dict[str, Pause]]:
        return work.house.readers, await see_pauses(work)

    readers, pauses = looking(look)
    found: list[dict[str, Any]] = [
        {
            "reader": one.reader,
            "purpose": one.purpose,
            "hears": [type_ for type_, _ in one.heard],
            "paused": pause_json(pauses.get(one.reader)),
        }
        for one in readers
    ]
    rows = [(one["reader"], one["paused"]["reason"] if one["paused"] else "-", one["purpose"]) for one in found]
    say({"readers": found}, as_json=as_json, text=table(rows, ("READER", "PAUSED BECAUSE", "PURPOSE")))


@readers_verbs.command("pause", epilog="Example: desk readers pause routing.cases --reason 組織の反映中 --as unyo")
def pause(
    name: Name,
    as_user: AsUser,
    reason: Annotated[str, typer.Option(help="why; shown beside the reader and kept for ever")],
    as_json: AsJson = False,
) -> None:
    """Stop a reader for a while: what it would read gathers in its queue, and nothing is lost."""

    async def act(work: Work, actor: Actor) -> Pause:
        return await pausing.pause(work, actor, name, reason=reason, at=utc_now())

    paused = as_person(as_user, act)
    say({"reader": name, "paused": pause_json(paused)}, as_json=as_json, text=f"{name}  一時停止しました。")


@readers_verbs.command("resume", epilog="Example: desk readers resume routing.cases --as operator --json")
def resume(name: Name, as_user: AsUser, as_json: AsJson = False) -> None:
    """Let a paused reader go on with what has gathered in its queue."""

    async def act(work: Work, actor: Actor) -> None:
        await pausing.resume(work, actor, name, at=utc_now())

    as_person(as_user, act)
    say({"reader": name, "paused": None}, as_json=as_json, text=f"{name}  再開しました。")
