"""`desk agreement …`, `desk project …`: the same verbs for every kind of item in the ledger."""

from pathlib import Path
from typing import Annotated, Any

import typer

from services.routing.cli.acting import acting
from services.routing.cli.doing import said_by
from services.routing.handlers.acting import Step
from services.routing.handlers.ledger.door import Doing, begin, perform
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Face
from services.routing.web.ledger.looking import item_as_data, list_items, open_item, state_as_data
from services.routing.web.ledger.wanted import filter_of
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now

Number = Annotated[str, typer.Argument(help="number of the item, e.g. KR8-0001")]
Given = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="what the verb asks for; a key given again makes a list"),
]
Input = Annotated[Path | None, typer.Option("--input", metavar="FILE.json", help="the same as a JSON object")]


def ledger_verbs(face: Face[Any]) -> typer.Typer:
    """Return the verbs of one kind; its name is that of the kind."""
    name = face.volume.book.kind.value
    words = f"{face.list_words}: list and show what stands there, begin one, and do something with it."
    group = typer.Typer(name=name, help=words, no_args_is_help=True)
    group.callback(help=words)(lambda: None)
    group.command("list", epilog=f"Example: desk {name} list --as kanri --json")(_list(face))
    group.command("show", epilog=f"Example: desk {name} show NUMBER --as kanri --json")(_show(face))
    group.command("do", epilog=f"Example: desk {name} do NUMBER VERB --as desk-minami --set key=value --json")(
        _do(face)
    )
    group.command("verbs", epilog=f"Example: desk {name} verbs --json")(_verbs(face))
    if face.volume.begins is not None:
        group.command("begin", epilog=f"Example: desk {name} begin --as desk-minami --set key=value --json")(
            _begin(face)
        )
    return group


def _list(face: Face[Any]) -> Any:
    def listed(
        *,
        as_user: AsUser,
        words: Annotated[str, typer.Option("--words", help="words of the title, or the number")] = "",
        state: Annotated[str, typer.Option("--state", help="only those in this state")] = "",
        only: Annotated[
            list[str] | None,
            typer.Option("--only", metavar="NAME=VALUE", help="narrow down as the page and the API do"),
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """List the items USER may see, newest first."""
        said = {"q": words, "state": state} | said_by(None, only or [], None)

        async def do(actor: Actor, work: RoutingWork) -> list[dict[str, Any]]:
            lines, _ = await list_items(work, actor, face, filter_of(face, said))
            return [
                {"number": one.number, "title": one.title, "state": one.state, "version": one.version, "lead": one.lead}
                for one in lines
            ]

        rows = acting(as_user, do)
        text = table([(one["number"], one["state"], one["title"]) for one in rows], ("number", "state", "件名"))
        say(rows, as_json=as_json, text=text)

    return listed


def _show(face: Face[Any]) -> Any:
    def show(number: Number, as_user: AsUser, as_json: AsJson = False) -> None:
        """Show one item with its history and what may be done with it."""

        async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
            return await item_as_data(work, actor, face, await open_item(work, actor, face, number))

        shown = acting(as_user, do)
        say(shown, as_json=as_json, text="\n".join(f"{key}: {value}" for key, value in shown.items()))

    return show


def _do(face: Face[Any]) -> Any:
    def do_verb(
        *,
        number: Number,
        verb: Annotated[str, typer.Argument(help="as the command `verbs` lists them")],
        as_user: AsUser,
        given: Given = None,
        file: Input = None,
        version: Annotated[int | None, typer.Option(help="refuse if it is in another version by now")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Do something with an item as USER, and say how it stands then."""
        said = said_by(face.volume.door(verb).asks, given or [], file)

        async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
            item = await perform(face.volume, _doing(work, actor, version), number, verb, said)
            return state_as_data(face, item, "", face.volume.verbs_now(actor, item))

        state = acting(as_user, do)
        say(state, as_json=as_json, text=f"{state['number']}  {state['state']}  {state['version']}")

    return do_verb


def _begin(face: Face[Any]) -> Any:
    def begin_item(*, as_user: AsUser, given: Given = None, file: Input = None, as_json: AsJson = False) -> None:
        """Begin an item as USER, and say its number."""
        said = said_by(face.volume.begins.asks if face.volume.begins else None, given or [], file)

        async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
            item = await begin(face.volume, _doing(work, actor, None), said)
            return state_as_data(face, item, "", face.volume.verbs_now(actor, item))

        state = acting(as_user, do)
        say(state, as_json=as_json, text=f"{state['number']}  {state['state']}  {state['version']}")

    return begin_item


def _verbs(face: Face[Any]) -> Any:
    def list_verbs(as_json: AsJson = False) -> None:
        """List the verbs with what each asks for, as JSON Schema."""
        begins = [] if face.volume.begins is None else [("begin", face.volume.begins.asks)]
        rows = [
            {"verb": verb, "title": face.verbs[verb], "asks": asks.model_json_schema()}
            for verb, asks in (*begins, *((door.verb, door.asks) for door in face.volume.doors))
        ]
        text = table(
            [(one["verb"], one["title"], " ".join(one["asks"].get("properties", {})) or "-") for one in rows],
            ("verb", "操作", "asks"),
        )
        say(rows, as_json=as_json, text=text)

    return list_verbs


def _doing(work: RoutingWork, actor: Actor, version: int | None) -> Doing:
    step = Step(actor=actor, version=version, at=utc_now())
    return Doing(work=work, step=step, scheme=work.schemes.current[actor.desk_id])
