"""`desk webhook …`: how it stands with the systems a desk tells of what happens, one message to try, and again."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

import typer

from services.notify.domain.webhook import Answered
from services.notify.handlers.standing import receiver_named, receivers_of_desk, send_again, standings
from services.notify.handlers.telling import Schemes
from services.notify.handlers.webhooks import try_out
from services.notify.mailer.posting import HttpLine
from services.notify.settings import read_notify_settings
from services.notify.storage.work import Work, work_on
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.cli.acting import as_person
from shared.cli.output import AsJson, AsUser, say, table
from shared.documents import Keyring
from shared.scheme.in_force import schemes_of
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

T = TypeVar("T")
Name = Annotated[str, typer.Argument(help="name of the webhook in the desk's scheme")]
webhook_verbs = typer.Typer(name="webhook", help="Other systems that are told what happens.", no_args_is_help=True)


@webhook_verbs.callback()
def _webhook() -> None:
    """Other systems that are told what happens."""


@webhook_verbs.command("list", epilog="Example: desk webhook list --as unyo --json")
def list_webhooks(as_user: AsUser, as_json: AsJson = False) -> None:
    """List the receivers of USER's desk: what waits, since when one does not answer, and whether it is shut."""

    async def do(actor: Actor, work: Work, schemes: Schemes) -> list[dict[str, Any]]:
        return [asdict(one) for one in await standings(work, actor, receivers_of_desk(schemes, actor.desk_id))]

    rows = _acting(as_user, do)
    shown = [
        (one["webhook"], one["waiting"], one["gave_up"], one["trouble"] or "-", one["shut_at"] or "-") for one in rows
    ]
    say(rows, as_json=as_json, text=table(shown, ("webhook", "waiting", "gave up", "trouble", "shut")))


@webhook_verbs.command("test", epilog="Example: desk webhook test portal --as unyo --json")
def try_webhook(name: Name, as_user: AsUser, as_json: AsJson = False) -> None:
    """Send one signed message of the type webhook.test now; fails when the receiver does not take it."""

    async def do(actor: Actor, _: Work, schemes: Schemes) -> Answered:
        require(actor, Action.DOCTOR_RUN)
        own = read_notify_settings()
        receiver = receiver_named(name, receivers_of_desk(schemes, actor.desk_id))
        return await try_out(receiver, HttpLine(certificates=own.webhook_ca_file), own.webhook_secrets, utc_now())

    answer = _acting(as_user, do)
    said = "届きました" if answer.trouble is None else f"届きませんでした（{answer.trouble.value}）"
    shown = {"webhook": name, "delivered": answer.trouble is None, **asdict(answer)}
    say(shown, as_json=as_json, text=f"{name}  {said}")
    if answer.trouble is not None:
        raise typer.Exit(1)


@webhook_verbs.command("again", epilog="Example: desk webhook again portal --as unyo --json")
def again(name: Name, as_user: AsUser, as_json: AsJson = False) -> None:
    """Open a receiver that was shut, and send at once what it was not told yet."""

    async def do(actor: Actor, work: Work, schemes: Schemes) -> int:
        receiver = receiver_named(name, receivers_of_desk(schemes, actor.desk_id))
        return await send_again(work, actor, receiver, utc_now())

    count = _acting(as_user, do)
    say({"webhook": name, "waiting": count}, as_json=as_json, text=f"{name}  {count}")


def _acting(user: str, do: Callable[[Actor, Work, Schemes], Awaitable[T]]) -> T:
    settings = ServiceSettings("notify")
    keyring, schemes = Keyring(settings.installation.master_key), schemes_of(settings.installation)

    async def knowing_schemes(actor: Actor, work: Work) -> T:
        await schemes.look(work.connection)
        return await do(actor, work, schemes)

    return as_person(settings.web_url, user, lambda connection: work_on(connection, keyring), knowing_schemes)
