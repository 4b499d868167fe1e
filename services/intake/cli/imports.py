"""`desk import`: take a list in, or only say what would become of each line."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from services.intake.domain.lists.judging import Judged, LineState, counts_of
from services.intake.domain.lists.lines import ListPlan, glimpse, read_list
from services.intake.domain.lists.mapping import ListMapping, guessed
from services.intake.handlers.list_plans import GATEWAY, SAVED, plan_named, plan_of_mapping
from services.intake.handlers.lists import TakingIn, judge, take_in, unrecorded, unrecorded_warning
from services.intake.storage.import_rows import ImportRun
from services.intake.storage.work import Work, work_on
from services.intake.web.doors import accepting
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.access.rows import as_database_actor
from shared.cli.acting import with_transactions
from shared.cli.output import AsJson, AsUser, say, table
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.events.who import by_account
from shared.scheme.gateway import GatewayMapping
from shared.scheme.in_force import SchemesInForce, schemes_of
from shared.scheme.load import load_gateways
from shared.scheme.model import DeskScheme
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

import_verb = typer.Typer()
AsTold = Annotated[bool, typer.Option("--acknowledge", help="Tell each proposer that it was received.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file somebody brought on the command line, and what is to be done with it."""

    content: bytes = field(repr=False)
    plan: str
    dry_run: bool
    acknowledge: bool
    schemes: SchemesInForce = field(repr=False)
    gateways: Mapping[str, GatewayMapping] = field(repr=False)


@import_verb.command("import", epilog="Example: desk import list.csv --mapping 令和7年度 --dry-run --as admin")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV (UTF-8, Shift_JIS) or .xlsx")],
    as_user: AsUser,
    mapping: Annotated[
        str | None,
        typer.Option("--mapping", metavar="NAME", help="A saved mapping; without it headings name the form's fields."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each line.")] = False,
    acknowledge: Annotated[
        bool, typer.Option("--acknowledge", help="Tell each proposer that it was received.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a proposal of each line; the same line again makes none. Fails when a line cannot be taken in."""
    plan = "" if mapping is None else f"{SAVED}:{mapping}"
    taken(brought(file, plan, dry_run=dry_run, acknowledge=acknowledge), as_user, as_json=as_json)


def brought(file: Path, plan: str, *, dry_run: bool, acknowledge: bool) -> Brought:
    """Return a file with what is needed to take it in."""
    installation = ServiceSettings("intake").installation
    schemes = schemes_of(installation)
    return Brought(
        content=file.read_bytes(),
        plan=plan,
        dry_run=dry_run,
        acknowledge=acknowledge,
        schemes=schemes,
        gateways=load_gateways(installation.desks_folder / "gateways", schemes),
    )


def taken(given: Brought, as_user: str, *, as_json: bool) -> None:
    """Take the list in as *as_user*, or only look, and say what became of it; exit 1 when a line is wrong."""
    settings = ServiceSettings("intake")
    keyring = Keyring(settings.installation.master_key)

    async def run(actor: Actor, transactions: Transactions[Work]) -> dict[str, Any]:
        async with transactions.begin() as work:
            await given.schemes.look(work.connection)
        return await take_list(given, actor, transactions)

    found = with_transactions(settings.web_url, as_user, lambda connection: work_on(connection, keyring), run)
    say(found, as_json=as_json, text=_text(found))
    if found["wrong"]:
        raise typer.Exit(1)


async def take_list(given: Brought, actor: Actor, transactions: Transactions[Work]) -> dict[str, Any]:
    """Return what becomes of a list; raise NotAllowed, NoSuchPlan or UnreadableList."""
    require(actor, Action.PROPOSAL_IMPORT)
    scheme = given.schemes[actor.desk_id]
    async with transactions.begin(as_database_actor(actor)) as work:
        named = await plan_named(given.plan, actor.desk_id, given.gateways, work) if given.plan else None
    # This process serves nobody else: the list is read in it, and in no transaction.
    plan = named or _plan_by_headings(given.content, scheme)
    read = read_list(given.content, plan, scheme)
    async with transactions.begin(as_database_actor(actor)) as work:
        judged = await judge(read, plan, scheme, work)
        before = await unrecorded(plan, scheme, work)
    if given.dry_run:
        return _answer(plan, judged, before, dry_run=True)
    run = ImportRun.begun(draft_id=None, plan=given.plan or f"{SAVED}:", acknowledge=given.acknowledge, at=utc_now())
    async with transactions.begin(as_database_actor(actor)) as work:
        digest = hashlib.sha256(given.content).digest()
        await work.imports.begin_run(run, desk_id=actor.desk_id, file_sha256=digest, by=actor.account_id)
    taking = TakingIn(
        run_id=run.run_id,
        plan=plan,
        scheme=scheme,
        actor=by_account(actor.account_id),
        acknowledge=given.acknowledge,
    )
    became = await take_in(read, judged, taking, accepting(transactions, utc_now).do)
    async with transactions.begin(as_database_actor(actor)) as work:
        await work.imports.end_run(run.run_id, became, at=utc_now())
    return _answer(plan, became, before, dry_run=False)


def _plan_by_headings(content: bytes, scheme: DeskScheme) -> ListPlan:
    headings = glimpse(content, 1, "").headings
    return plan_of_mapping("", ListMapping(columns=guessed(headings, scheme.form)))


def _answer(plan: ListPlan, judged: list[Judged], unrecorded_before: int, *, dry_run: bool) -> dict[str, Any]:
    counts = counts_of(judged)
    return {
        "plan": plan.label or "headings",
        "kind": GATEWAY if plan.gateway else SAVED,
        "dry_run": dry_run,
        "taken": counts.taken,
        "known": counts.known,
        "wrong": counts.wrong,
        "unrecorded": unrecorded_before,
        "lines": [one.as_json() for one in judged],
    }


def _text(found: dict[str, Any]) -> str:
    tense = "取り込む予定" if found["dry_run"] else "取り込み"
    counted = f"{tense} {found['taken']}件 / 重複 {found['known']}件 / エラー {found['wrong']}件"
    head = "\n".join(one for one in (unrecorded_warning(found["unrecorded"]), counted) if one)
    rows = [
        (f"{one['line']}行目", one["state"], one["receipt"] or "-", " ".join(one["reasons"]))
        for one in found["lines"]
        if one["state"] in {LineState.WRONG, LineState.KNOWN, LineState.TWICE}
    ]
    return f"{head}\n{table(rows, ('line', 'state', 'receipt', 'reason'))}" if rows else head
