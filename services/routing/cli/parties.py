"""`desk party …`: the registry of bodies that propose."""

from typing import Annotated, Any
from uuid import UUID

import typer

from services.routing.cli.acting import acting
from services.routing.domain.keeping import Party
from services.routing.domain.party import PartyState
from services.routing.handlers.parties import PartyStep, confirm_party, merge_parties, take_party_apart
from services.routing.storage.parties import NoSuchParty
from services.routing.storage.party_lines import ActLine, PartyCase, PartyLine
from services.routing.storage.party_queries import PAGE
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.reads import require_read
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now


def _party_id(said: str) -> UUID:
    """Return the id that was written; what is none names no party."""
    try:
        return UUID(said)
    except ValueError as error:
        raise NoSuchParty from error


PartyId = Annotated[UUID, typer.Argument(metavar="PARTY_ID", parser=_party_id, help="the party, as the list shows it")]
Reason = Annotated[str, typer.Option(help="why; kept with who and when")]

party_verbs = typer.Typer(name="party", help="Parties: the bodies that propose.", no_args_is_help=True)


@party_verbs.callback()
def _party() -> None:
    """Parties: the bodies that propose."""


@party_verbs.command("list", epilog="Example: desk party list --search ミオ --as desk-minami --json")
def list_parties(
    as_user: AsUser,
    search: Annotated[str, typer.Option(help="part of a name, its kana, or a 法人番号")] = "",
    state: Annotated[PartyState | None, typer.Option(help="only these")] = None,
    as_json: AsJson = False,
) -> None:
    """List the newest 50 parties of the desk of USER."""

    async def do(actor: Actor, work: RoutingWork) -> list[PartyLine]:
        await require_read(work.connection, actor, Action.PARTY_SEE, what_id="parties", now=utc_now())
        return (await work.party_queries.listed(said=search, state=state, before=None))[:PAGE]

    lines = acting(as_user, do)
    rows = [
        {
            "party_id": one.party_id,
            "name": one.name,
            "kind": one.kind,
            "state": one.state,
            "corporate_number": one.number,
            "proposals": one.cases,
        }
        for one in lines
    ]
    text = table(
        [(str(one.party_id), one.name or "-", one.number or "-", one.state, str(one.cases)) for one in lines],
        ("団体", "名称", "法人番号", "状態", "提案"),
    )
    say(rows, as_json=as_json, text=text)


@party_verbs.command("show", epilog="Example: desk party show 019a… --as desk-minami --json")
def show_party(party_id: PartyId, as_user: AsUser, as_json: AsJson = False) -> None:
    """Show a party with its names, its proposals and what was done with it; no contacts."""

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        await require_read(work.connection, actor, Action.PARTY_SEE, what_id=str(party_id), now=utc_now())
        party = await work.parties.find(actor.desk_id, party_id)
        return party_as_data(party, await work.party_queries.cases(party), await work.party_queries.acts(party))

    shown = acting(as_user, do)
    say(shown, as_json=as_json, text="\n".join(f"{key}: {value}" for key, value in shown.items()))


@party_verbs.command("confirm", epilog="Example: desk party confirm 019a… --reason 登記と照合 --as desk-minami --json")
def confirm(party_id: PartyId, reason: Reason, as_user: AsUser, as_json: AsJson = False) -> None:
    """Note that USER has looked at a party and found it right."""

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        await confirm_party(work, _step(actor, party_id, reason))
        return {"party_id": party_id, "state": PartyState.CONFIRMED}

    say(acting(as_user, do), as_json=as_json, text=f"{party_id} confirmed")


@party_verbs.command("merge", epilog="Example: desk party merge 019a… 019b… --reason 同じ法人 --as desk-minami --json")
def merge(
    party_id: PartyId,
    other: Annotated[UUID, typer.Argument(metavar="OTHER_ID", parser=_party_id, help="what is merged into it")],
    reason: Reason,
    as_user: AsUser,
    as_json: AsJson = False,
) -> None:
    """Let a party speak for another too; the other stays as it was and can be taken out again."""

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        await merge_parties(work, _step(actor, party_id, reason), other)
        return {"party_id": party_id, "merged": other}

    say(acting(as_user, do), as_json=as_json, text=f"{other} merged into {party_id}")


@party_verbs.command("split", epilog="Example: desk party split 019a… 019b… --reason 別の法人 --as desk-minami --json")
def split(
    party_id: PartyId,
    merged: Annotated[UUID, typer.Argument(metavar="MERGED_ID", parser=_party_id, help="what is taken out of it")],
    reason: Reason,
    as_user: AsUser,
    as_json: AsJson = False,
) -> None:
    """Take a merged party out again, with its own number, names and proposals."""

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        await take_party_apart(work, _step(actor, party_id, reason), merged)
        return {"party_id": party_id, "taken_apart": merged}

    say(acting(as_user, do), as_json=as_json, text=f"{merged} taken out of {party_id}")


def _step(actor: Actor, party_id: UUID, reason: str) -> PartyStep:
    return PartyStep(actor=actor, party_id=party_id, version=None, at=utc_now(), reason=reason)


def party_as_data(party: Party, cases: list[PartyCase], acts: list[ActLine]) -> dict[str, Any]:
    """Return a party as JSON-ready data (the machine interface; keep it stable)."""
    return {
        "party_id": party.party_id,
        "kind": party.entry.kind,
        "state": party.entry.state,
        "corporate_number": party.number,
        "merged": [one.party_id for one in party.merged],
        "names": [
            {
                "name": one.name,
                "kana": one.kana,
                "standing": one.standing,
                "valid_from": one.valid_from,
                "valid_to": one.valid_to,
            }
            for one in party.names
        ],
        "proposals": [
            {"receipt": one.receipt, "stage": one.stage, "found": one.found, "verdicts": one.verdicts} for one in cases
        ],
        "history": [
            {
                "act": one.act,
                "at": one.at,
                "by": one.by,
                "before": one.before,
                "after": one.after,
                "other": one.other_id,
            }
            for one in acts
        ],
    }
