"""`desk inbox`: the inbox of a post for the command line; `desk outgoing`: the way mail leaves."""

import asyncio
from typing import Annotated, Any

import typer

from services.notify.handlers.inbox import inbox_of, show_inbox
from services.notify.handlers.trying import Tried, try_out
from services.notify.mailer.smtp import SmtpServer
from services.notify.settings import read_notify_settings
from services.notify.web.told_page import told_json, told_table
from services.notify.web.views import inbox_json, place_from
from shared.access.accounts import actor_by_user
from shared.access.policy import Action, require
from shared.access.rows import as_database_actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.scheme.in_force import schemes_now
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

Department = Annotated[str, typer.Option(help="Code of the department; `desk` is the desk's own inbox.")]
Unread = Annotated[bool, typer.Option("--unread", help="Only what nobody has opened yet.")]
After = Annotated[str, typer.Option(help="Begin after this place (`after` of an earlier answer).")]


def inbox_commands() -> typer.Typer:
    """Return the verbs of `desk inbox`."""
    app = typer.Typer(name="inbox", help="Inboxes of the desk and the departments.", no_args_is_help=True)

    @app.callback()
    def inbox() -> None:
        """Inboxes of the desk and the departments."""

    @app.command("list", epilog="Example: desk inbox list --department sangyo-seisaku --as admin --json")
    def list_(
        as_user: AsUser,
        department: Department = "",
        unread: Unread = False,
        after: After = "",
        as_json: AsJson = False,
    ) -> None:
        """List an inbox, unread first; it is shown and recorded as if USER had opened the page."""
        found = asyncio.run(_inbox(as_user, department, unread_only=unread, after=after))
        say(found, as_json=as_json, text=_text(found))

    @app.command("told", epilog="Example: desk inbox told --json")
    def told(as_json: AsJson = False) -> None:
        """Print who is told of which fact, in an inbox and by mail, and of what nobody is told and why."""
        say(told_json(), as_json=as_json, text=told_table())

    return app


async def _inbox(user: str, department: str, *, unread_only: bool, after: str) -> dict[str, Any]:
    engine = make_engine(ServiceSettings("notify").web_url, name="desk-notify-cli", size=1)
    try:
        async with engine.connect() as connection:
            actor = await actor_by_user(connection, user, now=utc_now())
        async with Transactions(engine, lambda connection: connection).begin(as_database_actor(actor)) as connection:
            return inbox_json(
                await show_inbox(
                    connection,
                    actor,
                    inbox_of(actor, department),
                    now=utc_now(),
                    unread_only=unread_only,
                    after=place_from(after),
                )
            )
    finally:
        await engine.dispose()


def _text(found: dict[str, Any]) -> str:
    rows = [
        (
            "*" if row["unread"] else "",
            row["receipt"] or "-",
            row["kind_label"],
            row["due"] or "-",
            row["created_at"][:16],
        )
        for row in found["notifications"]
    ]
    return table(rows, ("NEW", "RECEIPT", "KIND", "DUE", "ARRIVED")) if rows else "(empty)"


def outgoing_commands() -> typer.Typer:
    """Return the verbs of `desk outgoing`."""
    app = typer.Typer(name="outgoing", help="The way mail leaves the house.", no_args_is_help=True)

    @app.callback()
    def outgoing() -> None:
        """The way mail leaves the house."""

    @app.command("test", epilog="Example: desk outgoing test --to me@example.jp --as kanri --json")
    def test(
        as_user: AsUser,
        to: Annotated[str, typer.Option("--to", help="who gets the one mail")],
        as_json: AsJson = False,
    ) -> None:
        """Hand one mail of a few words to the mail server now, as every mail is; fails when it is not taken."""
        tried = asyncio.run(_try_out(as_user, to))
        shown = {"taken": tried.taken, "code": tried.code, "trouble": tried.trouble and tried.trouble.value}
        said = "渡しました" if tried.taken else f"渡せませんでした（{shown['trouble'] or tried.code or '返事なし'}）"
        say(shown, as_json=as_json, text=f"{to}  {said}")
        if not tried.taken:
            raise typer.Exit(1)

    return app


async def _try_out(user: str, to: str) -> Tried:
    settings = ServiceSettings("notify")
    engine = make_engine(settings.web_url, name="desk-notify-cli", size=1)
    try:
        async with engine.connect() as connection:
            actor = await actor_by_user(connection, user, now=utc_now())
            require(actor, Action.DOCTOR_RUN)
            scheme = (await schemes_now(settings.installation, connection)).desk(actor.desk_id)
    finally:
        await engine.dispose()
    relay = read_notify_settings().relay
    return await try_out(relay, SmtpServer(relay), scheme, to, now=utc_now())


inbox_verbs = inbox_commands()
outgoing_verbs = outgoing_commands()
