"""`desk rules …`."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from services.routing.cli.acting import acting
from services.routing.cli.rules_over_cases import LookedBack, Past, look_back
from services.routing.cli.rules_told import rules_as_data, rules_as_text, trial_as_data, trial_as_text
from services.routing.domain.rule_departments import misplaced
from services.routing.domain.rules import Rulebook
from services.routing.domain.succession import Succession
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, require
from shared.cli.output import AsJson, AsUser, say
from shared.japanese.era import day_in_japan
from shared.scheme.load import Problem, UnreadableScheme, load_rules
from shared.scheme.model import DeskScheme
from shared.scheme.rules import RoutingRule
from shared.web.pages import utc_now

_USUAL, _MOST = 200, 5000
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="only cases opened on this day or later")]

rules_verbs = typer.Typer(name="rules", help="Rules that point to departments.", no_args_is_help=True)


@rules_verbs.callback()
def _rules() -> None:
    """Rules that point to departments."""


@rules_verbs.command("try", epilog="Example: desk rules try new-rules.toml --as desk-minami --cases 500 --json")
def try_rules(
    file: Annotated[Path, typer.Argument(help="a desk scheme, or a file of nothing but its routing rules")],
    as_user: AsUser,
    cases: Annotated[int, typer.Option(min=1, max=_MOST, help="how many of the newest cases")] = _USUAL,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """Run rules dry over past cases: what would change against the rules in force and what the desk decided.

    The cases are opened for it, and each look is recorded; nothing of their texts is shown.
    """

    async def do(actor: Actor, work: RoutingWork) -> tuple[dict[str, Any], str]:
        require(actor, Action.CASE_OPEN, CaseScope(desk_id=actor.desk_id))
        scheme, past = work.schemes.in_force(actor.desk_id), _past(cases, since)
        rules = load_rules(file, scheme)
        succession = await work.organisation.succession(actor.desk_id, day_in_japan(past.at))
        refuse_misplaced(file, rules, succession, day_in_japan(past.at))
        books = (Rulebook(scheme.routing), Rulebook(rules))
        told = trial_as_data(scheme, books, await look_back(work, actor, scheme.form, books, past))
        return told, trial_as_text(told, succession)

    told, text = acting(as_user, do)
    say(told, as_json=as_json, text=text)


@rules_verbs.command("list", epilog="Example: desk rules list --as desk-minami --json   |   desk rules list --cases 0")
def list_rules(
    as_user: AsUser,
    cases: Annotated[int, typer.Option(min=0, max=_MOST, help="0 opens no case and counts nothing")] = _USUAL,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """List the rules in force with how often each hit the newest cases, which are opened for it and recorded."""

    async def do(actor: Actor, work: RoutingWork) -> tuple[dict[str, Any], str]:
        require(actor, Action.CASE_LIST)
        if cases:
            require(actor, Action.CASE_OPEN, CaseScope(desk_id=actor.desk_id))
        scheme, past = work.schemes.in_force(actor.desk_id), _past(cases, since)
        succession = await work.organisation.succession(actor.desk_id, day_in_japan(past.at))
        looked = await _counted(work, actor, scheme, past) if cases else None
        told = rules_as_data(scheme, looked, succession)
        return told, rules_as_text(told)

    told, text = acting(as_user, do)
    say(told, as_json=as_json, text=text)


def refuse_misplaced(file: Path, rules: Sequence[RoutingRule], succession: Succession, on: date) -> None:
    """Raise UnreadableScheme where rules of *file* point to departments that are not in force on a day."""
    if problems := list(misplaced(rules, succession, on)):
        raise UnreadableScheme(*(Problem(file=str(file), key="", sentence=problem) for problem in problems))


async def _counted(work: RoutingWork, actor: Actor, scheme: DeskScheme, past: Past) -> LookedBack:
    return await look_back(work, actor, scheme.form, (Rulebook(scheme.routing),), past)


def _past(cases: int, since: datetime | None) -> Past:
    return Past(most=cases, since=since.date() if since else None, at=utc_now())
