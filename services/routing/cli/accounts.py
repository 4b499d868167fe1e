"""`desk account …`: run where the administrator's database address is known, for web roles may not make accounts."""

import asyncio
import secrets
from typing import Annotated

import typer

from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.cli.output import AsJson, say
from shared.database.roles import owner
from shared.setup.database import as_owner
from shared.web.pages import utc_now

account_verbs = typer.Typer(name="account", help="Accounts of staff.", no_args_is_help=True)


@account_verbs.callback()
def _account() -> None:
    """Accounts of staff."""


@account_verbs.command(
    "add",
    epilog="Example: desk account add desk-sato --name 佐藤 --desk miono --role desk",
)
def add_account(
    user: Annotated[str, typer.Argument(help="sign-in name")],
    name: Annotated[str, typer.Option(help="name shown on pages")],
    desk: Annotated[str, typer.Option(help="desk_id of the scheme")],
    role: Annotated[list[Role], typer.Option(help="may be given several times")],
    department: Annotated[str | None, typer.Option(help="code of the department")] = None,
    as_json: AsJson = False,
) -> None:
    """Create an account with a random password, which is printed once."""
    password = secrets.token_urlsafe(15)
    new = NewAccount(user=user, display_name=name, roles=frozenset(role), desk_id=desk, department=department)

    async def create() -> None:
        async with as_owner(owner("routing")) as connection:
            await create_account(connection, new, password=password, now=utc_now())

    asyncio.run(create())
    say({"user": user, "password": password}, as_json=as_json, text=f"{user}  {password}")
